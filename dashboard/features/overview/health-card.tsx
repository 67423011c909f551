// Whether the day went well, at a glance: 24 hours in cells of ten minutes.

import { useText } from "../../lib/i18n.ts";
import { Card } from "../../ui/card.tsx";
import { HealthGrid } from "./health-grid.tsx";
import { HEALTH_LOOKS } from "./health-looks.ts";
import { TEXT } from "./messages.ts";
import type { Overview } from "./overview-query.ts";

export function HealthCard({ health }: { readonly health: Overview["health"] }) {
  const t = useText();
  return (
    <Card title={t(TEXT.health)} note={t(TEXT.healthNote)} actions={<Legend />}>
      <HealthGrid health={health} />
    </Card>
  );
}

function Legend() {
  const t = useText();
  return (
    <ul className="flex flex-wrap gap-x-3 gap-y-1 text-xs text-soft">
      {Object.values(HEALTH_LOOKS).map(({ className, text }) => (
        <li key={text.en} className="flex items-center gap-1.5">
          <span aria-hidden className={`size-2.5 rounded-xs ${className}`} />
          {t(text)}
        </li>
      ))}
    </ul>
  );
}
