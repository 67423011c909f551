// When inspections begin by themselves and what they may do on their own: in words, with the way to change it.

import { useState } from "react";

import { useText } from "../../lib/i18n.ts";
import { useMayChange } from "../../lib/session.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Time } from "../../ui/time.tsx";
import type { Inspections } from "./inspection-query.ts";
import { TEXT } from "./messages.ts";
import { SettingsDialog } from "./settings-dialog.tsx";

const NOTES = { none: TEXT.noneNote, disable: TEXT.disableNote, recover: TEXT.recoverNote } as const;

export function SettingsCard({ inspections }: { readonly inspections: Inspections }) {
  const t = useText();
  const mayChange = useMayChange();
  const [isOpen, setOpen] = useState(false);
  const { settings, next_run_at, own_pauses } = inspections;
  return (
    <Card
      title={t(TEXT.settings)}
      actions={
        mayChange && (
          <Button size="small" onClick={() => setOpen(true)}>
            {t(TEXT.change)}
          </Button>
        )
      }
    >
      <div className="flex flex-col gap-2 text-sm">
        <p>
          {next_run_at === null ? (
            t(TEXT.notScheduled)
          ) : (
            <>
              {t(TEXT.nextRun)} <Time at={next_run_at} className="font-medium" />
            </>
          )}
        </p>
        <p>
          <span className="block font-medium">{t(TEXT[settings.automation])}</span>
          <span className="block text-soft">{t(NOTES[settings.automation])}</span>
        </p>
        {own_pauses > 0 && <p className="text-soft">{t(TEXT.ownPauses, { count: own_pauses })}</p>}
      </div>
      {isOpen && <SettingsDialog inspections={inspections} onClose={() => setOpen(false)} />}
    </Card>
  );
}
