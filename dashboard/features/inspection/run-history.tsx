// The inspections so far, the newest first.

import { Link } from "@tanstack/react-router";

import { cx } from "../../lib/cx.ts";
import { useText } from "../../lib/i18n.ts";
import { Badge } from "../../ui/badge.tsx";
import { Card } from "../../ui/card.tsx";
import { UI_TEXT } from "../../ui/messages.ts";
import { Time } from "../../ui/time.tsx";
import type { Run } from "./inspection-query.ts";
import { TEXT } from "./messages.ts";
import { FINDING_LOOKS, FINDING_ORDER } from "./words.ts";

const STATE_TONES = {
  running: "accent",
  done: "plain",
  cancelled: "warn",
  failed: "bad",
  interrupted: "warn",
} as const;

export function RunHistory({ runs, shown }: { readonly runs: readonly Run[]; readonly shown: string | null }) {
  const t = useText();
  return (
    <Card flush title={t(TEXT.history)} note={t(TEXT.historyNote)}>
      <ul className="max-h-96 overflow-y-auto rounded-b-xl">
        {runs.map((run) => (
          <li key={run.id} className="border-t">
            <Link
              to="/inspection"
              search={{ run: run.id }}
              aria-current={run.id === shown ? "true" : undefined}
              className={cx("block px-4 py-2.5 hover:bg-sunken", run.id === shown && "bg-accent-soft")}
            >
              <span className="flex items-center justify-between gap-2">
                <Time at={run.started_at} className="font-medium" />
                <span className="flex items-center gap-2 text-xs text-soft">
                  {t(TEXT[run.trigger])}
                  {run.state !== "done" && <Badge tone={STATE_TONES[run.state]}>{t(TEXT[run.state])}</Badge>}
                </span>
              </span>
              <span className="block text-xs text-soft">
                {t(TEXT.accountsCount, { count: run.done })} · <Found run={run} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** What was not well. */
function Found({ run: { findings } }: { readonly run: Run }) {
  const t = useText();
  const told = FINDING_ORDER.flatMap((finding) => {
    const count = findings[finding] ?? 0;
    return finding === "healthy" || count === 0 ? [] : [`${count} × ${t(FINDING_LOOKS[finding].text)}`];
  });
  return told.length === 0 ? t(TEXT.allWell) : told.join(t(UI_TEXT.comma));
}
