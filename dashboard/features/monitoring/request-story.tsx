// What happened to a request and why, as a person would tell it: who came, who was chosen and why, who was ruled out, how it
// went, what it took.

import { CircleCheck, CircleX, Coins, Flag, LogIn } from "lucide-react";

import { durationText, usdText, wholeNumber } from "../../lib/format.ts";
import { useText } from "../../lib/i18n.ts";
import { AttemptSteps } from "./attempt-steps.tsx";
import type { RequestDetails } from "./request-query.ts";
import { STORY } from "./story-messages.ts";
import { StoryStep } from "./story-step.tsx";

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

const ICON = "size-4";

function Arrival({ request }: { readonly request: RequestDetails }) {
  const t = useText();
  const { route, model_asked: model, client_key: key, streamed, transport } = request;
  const how = [streamed ? t(STORY.streamed) : null, transport === "websocket" ? t(STORY.socket) : null];
  return (
    <StoryStep icon={<LogIn className={ICON} />}>
      <p className="font-medium">{model === null ? t(STORY.came, { route }) : t(STORY.cameFor, { route, model })}</p>
      <p className="text-sm text-soft">
        {key === null ? t(STORY.withoutKey) : `${t(STORY.withKey)} ${key}`}
        {how.filter((each) => each !== null).map((each) => `, ${each}`)}
      </p>
    </StoryStep>
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
    <StoryStep
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
          <code className="font-mono text-xs">{code}</code>
          {message !== null && `: ${message}`}
        </p>
      )}
    </StoryStep>
  );
}

function Consumption({ request: { attempts, tokens, cost_usd: cost } }: { readonly request: RequestDetails }) {
  const t = useText();
  const nobodyAsked = attempts.every(({ account_id }) => account_id === null);
  const values = {
    input: wholeNumber(tokens?.input ?? 0),
    output: wholeNumber(tokens?.output ?? 0),
    cost: usdText(cost),
  };
  return (
    <StoryStep last icon={<Coins className={ICON} />}>
      <p>
        {tokens === null
          ? t(nobodyAsked ? STORY.usedNothing : STORY.usedUnknown)
          : t(cost === null ? STORY.usedUnpriced : STORY.used, values)}
      </p>
    </StoryStep>
  );
}
