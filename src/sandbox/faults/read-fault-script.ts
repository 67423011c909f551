// Reads a fault as people write it over HTTP: the script in full, or a name with what it needs.

import { asNumber, asObject, asText, type Json } from "../json.ts";
import {
  cloudflareChallenge,
  deactivatedWorkspace,
  type Fault,
  type FaultScript,
  invalidEncryptedContent,
  modelNotSupported,
  overloaded,
  rateLimited,
  refreshRefused,
  serverError,
  tokenInvalidated,
  unauthorized,
  usageLimitReached,
  usageNotIncluded,
} from "./fault.ts";

export type ReadScript =
  | { readonly kind: "read"; readonly script: FaultScript }
  | { readonly kind: "wrong"; readonly problem: string };

const DEFAULT_RESET_SECONDS = 3600;

/** Each shorthand and what it makes of the fields beside it. */
const NAMED: Readonly<Record<string, (fields: Json) => Fault>> = {
  unauthorized,
  "token-invalidated": tokenInvalidated,
  "rate-limit": (fields) => rateLimited((asNumber(fields["retry_in_seconds"]) ?? 1.5) * 1000),
  "usage-limit": (fields) =>
    usageLimitReached({
      resetsInMs:
        asNumber(fields["resetsInMs"]) ?? (asNumber(fields["resets_in_seconds"]) ?? DEFAULT_RESET_SECONDS) * 1000,
    }),
  "usage-not-included": (fields) => usageNotIncluded(asText(fields["plan"]) ?? "free"),
  "server-error": serverError,
  overloaded,
  "deactivated-workspace": deactivatedWorkspace,
  "cloudflare-challenge": cloudflareChallenge,
  "model-not-supported": (fields) => modelNotSupported(asText(fields["model"]) ?? "gpt-5.5"),
  "invalid-encrypted-content": invalidEncryptedContent,
  "refresh-refused": (fields) => refreshRefused(asText(fields["code"]) ?? "refresh_token_expired"),
  status: (fields) => ({
    kind: "status",
    status: asNumber(fields["status"]) ?? 500,
    body: asObject(fields["body"]) ?? asText(fields["body"]) ?? {},
    headers: texts(asObject(fields["headers"]) ?? {}),
  }),
  hang: () => ({ kind: "hang" }),
  "hang-after": (fields) => ({ kind: "hang-after", events: asNumber(fields["events"]) ?? 3 }),
  cut: (fields) => ({ kind: "cut", events: asNumber(fields["events"]) ?? 3 }),
  "end-early": (fields) => ({ kind: "end-early", events: asNumber(fields["events"]) ?? 0 }),
  garbage: () => ({ kind: "garbage" }),
  slow: (fields) => ({ kind: "slow", ms: asNumber(fields["ms"]) ?? 500 }),
  delay: (fields) => ({ kind: "delay", ms: asNumber(fields["ms"]) ?? 1000 }),
  "failed-event": (fields) => ({ kind: "failed-event", ...problemOf(fields) }),
  "error-event": (fields) => ({ kind: "error-event", ...problemOf(fields) }),
  "refuse-websocket": (fields) => ({ kind: "refuse-websocket", status: asNumber(fields["status"]) ?? 426 }),
  "close-socket": (fields) => ({ kind: "close-socket", events: asNumber(fields["events"]) ?? 0 }),
};

const NUMBERS = ["events", "ms", "afterEvents", "after_events", "resetsInMs", "resets_in_seconds", "retry_in_seconds"];

/** The script a request body describes, or what is wrong with it in one sentence. */
export function readFaultScript(body: unknown): ReadScript {
  const script = asObject(body);
  if (script === null)
    return wrong('the body must be a JSON object, e.g. {"account":"a@example.com","fault":"usage-limit"}');
  const fault = asObject(script["fault"]);
  const fields = fault ?? script;
  const name = fault === null ? asText(script["fault"]) : asText(fault["kind"]);
  const make = name === null ? undefined : NAMED[name];
  if (make === undefined) return wrong(`"fault" must be one of: ${Object.keys(NAMED).join(", ")}`);
  for (const field of NUMBERS) {
    const value = fields[field];
    if (value !== undefined && (typeof value !== "number" || value < 0))
      return wrong(`"${field}" must be a number, 0 or more`);
  }
  const status = fields["status"];
  if (status !== undefined && !isStatus(status)) return wrong('"status" must be a whole number from 200 to 599');
  const target = readTarget(script);
  return typeof target === "string" ? wrong(target) : { kind: "read", script: { ...target, fault: make(fields) } };
}

function readTarget(script: Json): Omit<FaultScript, "fault"> | string {
  const { account, path, on } = script;
  if (account !== undefined && typeof account !== "string") return '"account" must be an email or an account id';
  if (path !== undefined && typeof path !== "string")
    return '"path" must be the end of a path, e.g. "/codex/responses"';
  if (on !== undefined && on !== "handshake") return '"on" can only be "handshake"';
  const times = script["times"] === "always" ? Number.POSITIVE_INFINITY : (script["times"] ?? 1);
  if (typeof times !== "number" || !(times >= 1)) return '"times" must be a number from 1 on, or "always"';
  return {
    ...(account === undefined ? {} : { account }),
    ...(path === undefined ? {} : { path }),
    ...(on === undefined ? {} : { on }),
    times,
  };
}

function problemOf(fields: Json): { readonly code: string; readonly message: string; readonly afterEvents: number } {
  return {
    code: asText(fields["code"]) ?? "server_error",
    message: asText(fields["message"]) ?? "The server had an error processing your request. Sorry about that!",
    afterEvents: asNumber(fields["afterEvents"]) ?? asNumber(fields["after_events"]) ?? 0,
  };
}

function isStatus(value: unknown): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= 200 && value <= 599;
}

function texts(headers: Json): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

function wrong(problem: string): ReadScript {
  return { kind: "wrong", problem };
}
