// What happened to a request and why, in plain sentences: who was considered, what ruled each out, who was asked, how it
// went, what it cost. Times are counted from the request's arrival.

import type { Exclusion, ExclusionReason } from "./availability.ts";
import type { Considered, Decision } from "./choose-account.ts";
import type { Attempt, RequestRecord } from "./request-record.ts";
import { verdictOf } from "./request-search.ts";
import type { Usage } from "./usage.ts";

/** The story of a record, in order. Holds names of accounts and keys; never what was said. */
export function requestStory(record: RequestRecord): readonly string[] {
  const { attempts } = record;
  return [
    arrival(record),
    ...attempts.flatMap((attempt, index) => attemptStory(attempt, { index, count: attempts.length })),
    ...(attempts.length === 0 && record.outcome !== "open" ? ["No account was asked."] : []),
    ending(record),
    ...consumption(record),
  ];
}

/** Why an account could not serve, in words: `told to slow down until 2026-03-04 05:06:07 UTC`. */
export function exclusionInWords({ reason, until }: Exclusion): string {
  // A reason that only a newer program knows is shown as it is.
  const words = EXCLUSIONS[reason] ?? reason;
  return until === null ? words : `${words} until ${instantInWords(until)}`;
}

const EXCLUSIONS: Readonly<Record<ExclusionReason, string>> = {
  already_tried: "tried for this request already",
  paused: "paused",
  rate_limited: "told to slow down",
  quota_exceeded: "its quota is used up",
  backing_off: "resting after failures",
  reauth_required: "has to be signed in again",
  deactivated: "closed by its upstream",
  model_refused: "may not use this model",
  model_rate_limited: "told to slow down with this model",
  model_exhausted: "its quota for this model is used up",
  at_capacity: "at its concurrency cap",
  gone: "no longer there",
};

function arrival({ route, transport, modelAsked, streamed, clientKey, startedAt }: RequestRecord): string {
  const what = modelAsked === null ? route : `${route} for ${modelAsked}`;
  const how = [transport === "websocket" ? "over a WebSocket" : null, streamed ? "streamed" : null];
  const who = clientKey === null ? "without a key" : `with the key ${clientKey}`;
  return `At ${instantInWords(startedAt)} came ${[what, ...how.filter((each) => each !== null), who].join(", ")}.`;
}

function attemptStory(attempt: Attempt, { index, count }: { index: number; count: number }): readonly string[] {
  const { decision, accountLabel } = attempt;
  const which = count === 1 ? "" : `Attempt ${index + 1}: `;
  const choice =
    attempt.accountId === null
      ? `${count === 1 ? "Nobody" : "nobody"} could be chosen (${decision.rule}).`
      : `${accountLabel ?? attempt.accountId} was chosen: ${decision.rule} (${inWords(decision.strategy)}).`;
  return [`${which}${choice}`, ...considered(decision), ...(attempt.accountId === null ? [] : [asked(attempt)])];
}

function considered(decision: Decision): readonly string[] {
  const others = decision.considered.filter(({ accountId }) => accountId !== decision.chosen);
  const ruledOut = others.flatMap(({ label, exclusion }) =>
    exclusion === null ? [] : [`${label} (${exclusionInWords(exclusion)})`],
  );
  const free = others.filter(({ exclusion }) => exclusion === null).map(standing);
  return [
    ...(ruledOut.length === 0 ? [] : [`Ruled out: ${ruledOut.join("; ")}.`]),
    ...(free.length === 0 ? [] : [`Could have served as well: ${free.join("; ")}.`]),
    ...(decision.omitted === 0 ? [] : [`${plural(decision.omitted, "more account")} ${wereNotListed(decision)}.`]),
  ];
}

function wereNotListed({ omitted, ruledOut }: Decision): string {
  const reasons = Object.entries(ruledOut).map(
    ([reason, count]) => `${count} × ${(EXCLUSIONS as Readonly<Record<string, string>>)[reason] ?? reason}`,
  );
  const verb = omitted === 1 ? "was considered and is" : "were considered and are";
  return reasons.length === 0 ? `${verb} not listed` : `${verb} not listed; ruled out in all: ${reasons.join(", ")}`;
}

function standing({ label, primaryUsedPercent, secondaryUsedPercent, inFlight }: Considered): string {
  const parts = [
    secondaryUsedPercent === null ? null : `week ${percentInWords(secondaryUsedPercent)} used`,
    primaryUsedPercent === null ? null : `short window ${percentInWords(primaryUsedPercent)} used`,
    inFlight === 0 ? null : `${inFlight} in flight`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? label : `${label} (${parts.join(", ")})`;
}

function asked({ model, provider, startedMs, endedMs, status, failure }: Attempt): string {
  const whom = [model === "" ? null : model, provider === null ? null : `at ${provider}`].filter(
    (each) => each !== null,
  );
  const start = `After ${duration(startedMs)} it was asked${whom.length === 0 ? "" : ` for ${whom.join(" ")}`}`;
  if (endedMs === null) return `${start}; how that ended is not known.`;
  const took = `within ${duration(endedMs - startedMs)}`;
  if (failure !== null) {
    const code = failure.code === failure.kind ? failure.kind : `${failure.kind}, ${failure.code}`;
    return `${start}; it failed ${took} (${code}${statusInWords(status)}): ${sentence(failure.message)}`;
  }
  return `${start}; it answered${status === null ? "" : ` ${status}`} ${took}.`;
}

function ending(record: RequestRecord): string {
  const { outcome, status, firstByteMs, totalMs, errorCode, errorMessage } = record;
  const first = firstByteMs === null ? "" : `The first content came after ${duration(firstByteMs)}. `;
  const after = totalMs === null ? "" : ` after ${duration(totalMs)}`;
  switch (outcome) {
    case "ok":
      return `${first}The answer was complete${after}.`;
    case "cancelled":
      return `${first}The client left${after}; nobody is to blame.`;
    case "interrupted":
      return `${first}Switchyard was stopped before it ended.`;
    case "open":
      return `${first}It has not ended yet.`;
    case "error": {
      const kind =
        { quota: " (a used-up quota)", rate_limit: " (told to slow down)" }[verdictOf(record) as string] ?? "";
      const said = errorMessage === null ? "" : `: ${errorMessage}`;
      return `${first}${sentence(`It failed${after} with ${errorCode ?? "an error"}${kind}, status ${status}${said}`)}`;
    }
  }
}

function consumption({ usage, costUsd, modelServed }: RequestRecord): readonly string[] {
  if (usage === null) return ["What it used is not known."];
  const cost =
    costUsd === null
      ? `what that costs is not known, as ${modelServed ?? "the model"} has no price`
      : `$${Number(costUsd.toPrecision(4))} at list price`;
  return [`It used ${tokensInWords(usage)}; ${cost}.`];
}

function tokensInWords({
  inputTokens,
  cachedInputTokens,
  cacheWriteTokens,
  outputTokens,
  reasoningTokens,
}: Usage): string {
  const read = cachedInputTokens === 0 ? [] : [`${inThousands(cachedInputTokens)} from the prompt cache`];
  const written = cacheWriteTokens === 0 ? [] : [`${inThousands(cacheWriteTokens)} written to it`];
  const thought = reasoningTokens === 0 ? "" : ` (${inThousands(reasoningTokens)} thinking)`;
  const of = [...read, ...written].join(", ");
  return `${inThousands(inputTokens)} input tokens${of === "" ? "" : ` (${of})`} and ${inThousands(outputTokens)} output tokens${thought}`;
}

function statusInWords(status: number | null): string {
  return status === null ? "" : `, status ${status}`;
}

/** Upstreams end their messages as they like. */
function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function inWords(strategy: string): string {
  return strategy.replaceAll("_", "-");
}

function plural(number: number, what: string): string {
  return `${inThousands(number)} ${what}${number === 1 ? "" : "s"}`;
}

function inThousands(number: number): string {
  return String(Math.round(number)).replace(/\B(?=(\d{3})+$)/g, ",");
}

function percentInWords(percent: number): string {
  return `${Math.round(percent * 10) / 10} %`;
}

function duration(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 60_000) return `${Math.round(ms / 100) / 10} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

function instantInWords(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
