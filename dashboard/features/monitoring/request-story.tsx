// What happened to a request and why, as a person would tell it: who came, who was chosen and why, who was ruled out, how it
// went, what it took.

import { CircleCheck, CircleX, Coins, Flag, LogIn, Route, Send } from "lucide-react";
import type { ReactNode } from "react";

import { cx } from "../../lib/cx.ts";
import { clockText, durationText, usdText, wholeNumber } from "../../lib/format.ts";
import { useText } from "../../lib/i18n.ts";
import { useNow } from "../../lib/now.ts";
import { providerName } from "../../lib/provider-name.ts";
import { Private } from "../../ui/private.tsx";
import type { Attempt, RequestDetails } from "./request-query.ts";
import { exclusionText, ruleText } from "./rule-text.ts";
import { STORY } from "./story-messages.ts";

export function RequestStory({ request }: { readonly request: RequestDetails }) {
  const { attempts } = request;
  return (
    <ol className="flex flex-col">
      <Arrival request={request} />
      {attempts.map((attempt, index) => (
        <AttemptSteps key={index} attempt={attempt} number={attempts.length > 1 ? index + 1 : null} />
      ))}
      <Ending request={request} />
      <Consumption request={request} />
    </ol>
  );
}

interface StepProps {
  readonly icon: ReactNode;
  readonly children: ReactNode;
  readonly tone?: "good" | "bad";
  readonly last?: boolean;
}

function Step({ icon, children, tone, last = false }: StepProps) {
  const colour =
    tone === "good" ? "text-good bg-good-soft" : tone === "bad" ? "text-bad bg-bad-soft" : "bg-sunken text-soft";
  return (
    <li className="grid grid-cols-[1.75rem_1fr] gap-x-3">
      <span aria-hidden className="flex flex-col items-center">
        <span className={cx("flex size-7 shrink-0 items-center justify-center rounded-full", colour)}>{icon}</span>
        {!last && <span className="w-px grow bg-line" />}
      </span>
      <div className="flex min-w-0 flex-col gap-0.5 pt-1 pb-3">{children}</div>
    </li>
  );
}

const ICON = "size-4";

function Arrival({ request }: { readonly request: RequestDetails }) {
  const t = useText();
  const { route, model_asked: model, client_key: key, streamed, transport } = request;
  const how = [streamed ? t(STORY.streamed) : null, transport === "websocket" ? t(STORY.socket) : null];
  return (
    <Step icon={<LogIn className={ICON} />}>
      <p className="font-medium">{model === null ? t(STORY.came, { route }) : t(STORY.cameFor, { route, model })}</p>
      <p className="text-sm text-soft">
        {key === null ? t(STORY.withoutKey) : `${t(STORY.withKey)} ${key}`}
        {how.filter((each) => each !== null).map((each) => `, ${each}`)}
      </p>
    </Step>
  );
}

function AttemptSteps({ attempt, number }: { readonly attempt: Attempt; readonly number: number | null }) {
  const t = useText();
  const { account_id: accountId, account_label: label, decision, failure } = attempt;
  return (
    <>
      <Step icon={<Route className={ICON} />}>
        <p className="font-medium">
          {number !== null && `${t(STORY.attempt, { number })}: `}
          {accountId === null ? (
            t(STORY.nobody)
          ) : (
            <>
              <Private>{label ?? accountId}</Private> {t(STORY.wasChosen)}
            </>
          )}
        </p>
        <p className="text-sm">{ruleText(decision.rule)}</p>
        <Others attempt={attempt} />
      </Step>
      {accountId !== null && (
        <Step
          icon={failure === null ? <Send className={ICON} /> : <CircleX className={ICON} />}
          {...(failure === null ? {} : { tone: "bad" as const })}
        >
          <Asked attempt={attempt} />
        </Step>
      )}
    </>
  );
}

function Others({ attempt: { decision } }: { readonly attempt: Attempt }) {
  const t = useText();
  const now = useNow();
  const others = decision.considered.filter(({ account_id }) => account_id !== decision.chosen);
  const ruledOut = others.filter(({ excluded }) => excluded !== null);
  const free = others.filter(({ excluded }) => excluded === null);
  return (
    <div className="text-sm text-soft">
      {ruledOut.length > 0 && (
        <p>
          {t(STORY.ruledOut)}:{" "}
          {ruledOut.map(({ account_id, label, excluded }, index) => (
            <span key={account_id}>
              {index > 0 && "; "}
              <Private>{label}</Private> ({exclusionText(excluded?.reason ?? "")}
              {excluded?.until != null && ` ${t(STORY.until)} ${clockText(excluded.until, now)}`})
            </span>
          ))}
        </p>
      )}
      {free.length > 0 && (
        <p>
          {t(STORY.free)}:{" "}
          {free.map(({ account_id, label }, index) => (
            <span key={account_id}>
              {index > 0 && ", "}
              <Private>{label}</Private>
            </span>
          ))}
        </p>
      )}
      {decision.omitted > 0 && <p>{t(STORY.omitted, { count: decision.omitted })}</p>}
    </div>
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
      {failure !== null && (
        <p className="text-sm text-bad">
          {failure.code === failure.kind ? failure.kind : `${failure.kind}, ${failure.code}`}: {failure.message}
        </p>
      )}
    </>
  );
}

function Ending({ request }: { readonly request: RequestDetails }) {
  const t = useText();
  const { outcome, status, error_code: code, error_message: message } = request;
  const time = durationText(request.total_ms);
  const isGood = outcome === "ok";
  const isBad = outcome === "error" || outcome === "rate_limit" || outcome === "quota";
  const sentence = isGood
    ? t(STORY.completed, { time })
    : isBad
      ? t(STORY.endedBadly, { time, status })
      : t({ cancelled: STORY.left, interrupted: STORY.stopped, open: STORY.still }[outcome], { time });
  return (
    <Step
      icon={
        isGood ? <CircleCheck className={ICON} /> : isBad ? <CircleX className={ICON} /> : <Flag className={ICON} />
      }
      {...(isGood ? { tone: "good" as const } : isBad ? { tone: "bad" as const } : {})}
    >
      <p className="font-medium">{sentence}</p>
      {request.first_byte_ms !== null && (
        <p className="text-sm text-soft">{t(STORY.firstCame, { time: durationText(request.first_byte_ms) })}</p>
      )}
      {isBad && (
        <p className="text-sm text-bad">
          {code}
          {message !== null && `: ${message}`}
        </p>
      )}
    </Step>
  );
}

function Consumption({ request: { tokens, cost_usd: cost } }: { readonly request: RequestDetails }) {
  const t = useText();
  const values = {
    input: wholeNumber(tokens?.input ?? 0),
    output: wholeNumber(tokens?.output ?? 0),
    cost: usdText(cost),
  };
  return (
    <Step last icon={<Coins className={ICON} />}>
      <p>
        {tokens === null ? t(STORY.usedUnknown) : cost === null ? t(STORY.usedUnpriced, values) : t(STORY.used, values)}
      </p>
    </Step>
  );
}
