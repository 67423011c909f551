// Who was considered for an attempt, and what spoke for or against each.

import { clockText, percentText } from "../../lib/format.ts";
import { useText } from "../../lib/i18n.ts";
import { useNow } from "../../lib/now.ts";
import { Badge } from "../../ui/badge.tsx";
import { Private } from "../../ui/private.tsx";
import type { Attempt } from "./request-query.ts";
import { exclusionText, ruleText } from "./rule-text.ts";
import { STORY } from "./story-messages.ts";

export function CandidateTable({ attempt: { decision }, name }: { readonly attempt: Attempt; readonly name: string }) {
  const t = useText();
  if (decision.considered.length === 0) return null;
  return (
    <div role="region" aria-label={name} tabIndex={0} className="overflow-x-auto rounded-lg border">
      <table className="w-full min-w-[32rem] text-left text-sm">
        <caption className="px-3 pt-2 text-left text-xs text-soft">
          {name}: {ruleText(decision.rule)}
        </caption>
        <thead className="text-xs text-soft">
          <tr>
            {[STORY.candidate, STORY.reason, STORY.priority, STORY.short, STORY.week, STORY.inFlight].map(
              (text, index) => (
                <th key={text.en} scope="col" className={index > 1 ? HEAD_NUMBER : HEAD}>
                  {t(text)}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody className="divide-y">
          {decision.considered.map((one) => (
            <tr key={one.account_id}>
              <td className="max-w-48 truncate px-3 py-1.5">
                <Private>{one.label}</Private>
              </td>
              <td className="px-3 py-1.5">
                <Verdict one={one} isChosen={one.account_id === decision.chosen} />
              </td>
              <td className="px-3 py-1.5 text-right">{one.priority}</td>
              <td className="px-3 py-1.5 text-right">{percentText(one.primary_used_percent)}</td>
              <td className="px-3 py-1.5 text-right">{percentText(one.secondary_used_percent)}</td>
              <td className="px-3 py-1.5 text-right">{one.in_flight}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {decision.omitted > 0 && (
        <p className="px-3 py-2 text-xs text-soft">{t(STORY.omitted, { count: decision.omitted })}</p>
      )}
    </div>
  );
}

const HEAD = "px-3 py-1.5 font-medium";
const HEAD_NUMBER = "px-3 py-1.5 text-right font-medium";

interface VerdictProps {
  readonly one: Attempt["decision"]["considered"][number];
  readonly isChosen: boolean;
}

function Verdict({ one: { excluded }, isChosen }: VerdictProps) {
  const t = useText();
  const now = useNow();
  if (isChosen) return <Badge tone="good">{t(STORY.chosen)}</Badge>;
  if (excluded === null) return <Badge>{t(STORY.usable)}</Badge>;
  return (
    <Badge tone="warn">
      {exclusionText(excluded.reason)}
      {excluded.until !== null && ` ${t(STORY.until)} ${clockText(excluded.until, now)}`}
    </Badge>
  );
}
