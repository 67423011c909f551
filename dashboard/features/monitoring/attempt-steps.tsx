// One attempt as a person would tell it: who was chosen and why, who was not, how it went.

import { CircleX, Route, Send } from "lucide-react";

import { addressOf } from "../../lib/address-of.ts";
import { clockText, durationText } from "../../lib/format.ts";
import { say, useText } from "../../lib/i18n.ts";
import { useNow } from "../../lib/now.ts";
import { providerName } from "../../lib/provider-name.ts";
import { Private } from "../../ui/private.tsx";
import { FAILURE_KINDS } from "./cause-messages.ts";
import type { Attempt } from "./request-query.ts";
import { exclusionText } from "./rule-text.ts";
import { type Considered, reasonText, standingText } from "./standing-text.ts";
import { STORY } from "./story-messages.ts";
import { StoryStep } from "./story-step.tsx";

const ICON = "size-4";
/** A story names a few; the table below it has them all. */
const MOST_TOLD = 6;

/** `number` is null for an only one. */
export function AttemptSteps({ attempt, number }: { readonly attempt: Attempt; readonly number: number | null }) {
  const t = useText();
  const { account_id: accountId, account_label: label, decision, failure } = attempt;
  const chosen = decision.considered.find(({ account_id }) => account_id === decision.chosen);
  const standing = chosen === undefined ? "" : standingText(chosen);
  return (
    <>
      <StoryStep icon={<Route className={ICON} />}>
        <p className="font-medium">
          {number !== null && `${t(STORY.attempt, { number })}: `}
          {accountId === null ? (
            t(STORY.nobody)
          ) : (
            <>
              <a href={addressOf("/accounts", { account: accountId })} className="underline-offset-2 hover:underline">
                <Private>{label ?? accountId}</Private>
              </a>{" "}
              {t(STORY.wasChosen)}
            </>
          )}
        </p>
        <p className="text-sm">{capital(reasonText(decision))}</p>
        {standing !== "" && <p className="text-sm text-soft">{t(STORY.stood, { standing })}</p>}
        <Others decision={decision} />
      </StoryStep>
      {accountId !== null && (
        <StoryStep
          icon={failure === null ? <Send className={ICON} /> : <CircleX className={ICON} />}
          {...(failure === null ? {} : { tone: "bad" as const })}
        >
          <Asked attempt={attempt} />
        </StoryStep>
      )}
    </>
  );
}

function Others({ decision }: { readonly decision: Attempt["decision"] }) {
  const t = useText();
  const others = decision.considered.filter(({ account_id }) => account_id !== decision.chosen);
  const priority = decision.considered.find(({ account_id }) => account_id === decision.chosen)?.priority;
  const lists = [
    { title: t(STORY.ruledOut), of: others.filter(({ excluded }) => excluded !== null) },
    { title: t(STORY.free), of: others.filter(({ excluded }) => excluded === null) },
  ];
  return (
    <div className="flex flex-col gap-1 pt-0.5 text-sm text-soft">
      {lists
        .filter(({ of }) => of.length > 0)
        .map(({ title, of }) => (
          <div key={title}>
            <p>{title}:</p>
            <ul className="list-disc pl-4">
              {of.slice(0, MOST_TOLD).map((one) => (
                <OtherLine key={one.account_id} one={one} chosenPriority={priority} />
              ))}
              {of.length > MOST_TOLD && <li>{t(STORY.inTable, { count: of.length - MOST_TOLD })}</li>}
            </ul>
          </div>
        ))}
      {decision.omitted > 0 && <p>{t(STORY.omitted, { count: decision.omitted })}</p>}
    </div>
  );
}

interface OtherLineProps {
  readonly one: Considered;
  /** undefined where nobody was chosen. */
  readonly chosenPriority: number | undefined;
}

function OtherLine({ one, chosenPriority = one.priority }: OtherLineProps) {
  const now = useNow();
  const { label, excluded, priority } = one;
  const until = excluded?.until == null ? "" : ` ${say(STORY.until)} ${clockText(excluded.until, now)}`;
  const parts =
    excluded === null
      ? [priority === chosenPriority ? "" : say(STORY.priorityStood, { priority }), standingText(one)]
      : [`${exclusionText(excluded.reason)}${until}`];
  const said = parts.filter((part) => part !== "").join(", ");
  return (
    <li>
      <Private>{label}</Private>
      {said !== "" && ` (${said})`}
    </li>
  );
}

function Asked({ attempt }: { readonly attempt: Attempt }) {
  const t = useText();
  const { provider, started_ms: start, ended_ms: end, failure, status } = attempt;
  const time = durationText(end === null ? null : end - start);
  const how =
    failure !== null ? t(STORY.failed, { time }) : end === null ? t(STORY.running) : t(STORY.answered, { time });
  return (
    <>
      <p>
        {t(STORY.asked, { start: durationText(start), provider: provider === null ? "–" : providerName(provider) })};{" "}
        {how}
        {status !== null && ` (${status})`}
      </p>
      {failure !== null && <FailureLine failure={failure} />}
    </>
  );
}

function FailureLine({ failure: { kind, code, message } }: { readonly failure: NonNullable<Attempt["failure"]> }) {
  const t = useText();
  const known = FAILURE_KINDS[kind];
  return (
    <>
      <p className="text-sm text-bad">
        {known === undefined ? kind : t(known)} <code className="font-mono text-xs">({code})</code>
      </p>
      <p className="text-sm text-soft">{message}</p>
    </>
  );
}

/** Rules begin small, as they stand inside sentences elsewhere. */
function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
