// The attempts over the request's time: when each began, how long it took, when the first content came.

import { cx } from "../../lib/cx.ts";
import { durationText } from "../../lib/format.ts";
import { useText } from "../../lib/i18n.ts";
import { Private } from "../../ui/private.tsx";
import type { RequestDetails } from "./request-query.ts";
import { STORY } from "./story-messages.ts";

export function AttemptLine({ request }: { readonly request: RequestDetails }) {
  const t = useText();
  const { attempts, first_byte_ms: first } = request;
  const ends = attempts.map(({ started_ms, ended_ms }) => ended_ms ?? started_ms);
  const total = Math.max(1, request.total_ms ?? 0, ...ends);
  const percent = (ms: number): string => `${Math.min(100, (ms / total) * 100)}%`;
  return (
    <div className="flex flex-col gap-2">
      <ol aria-label={t(STORY.lineLabel, { time: durationText(total) })} className="flex flex-col gap-1.5">
        {attempts.map(({ account_id, account_label, started_ms, ended_ms, failure }, index) => {
          const end = ended_ms ?? total;
          return (
            <li key={index} className="flex flex-col gap-0.5">
              <span className="flex justify-between gap-2 text-xs">
                <span className="min-w-0 truncate">
                  {index + 1}. <Private>{account_label ?? account_id ?? t(STORY.nobody)}</Private>
                  {failure !== null && ` · ${failure.code}`}
                </span>
                <span className="shrink-0 text-soft">
                  {durationText(started_ms)} → {durationText(end)}
                </span>
              </span>
              <span aria-hidden className="relative h-3 rounded-sm bg-sunken">
                <span
                  className={cx(
                    "absolute inset-y-0 min-w-0.5 rounded-sm",
                    failure === null && account_id !== null ? "bg-good" : "bg-bad",
                  )}
                  style={{ left: percent(started_ms), width: percent(end - started_ms) }}
                />
                {first !== null && index === attempts.length - 1 && (
                  <span className="absolute -inset-y-0.5 w-0.5 bg-ink" style={{ left: percent(first) }} />
                )}
              </span>
            </li>
          );
        })}
      </ol>
      {first !== null && (
        <p className="flex items-center gap-1.5 text-xs text-soft">
          <span aria-hidden className="h-3 w-0.5 bg-ink" />
          {t(STORY.firstMark)}: {durationText(first)}
        </p>
      )}
    </div>
  );
}
