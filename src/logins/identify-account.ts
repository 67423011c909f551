// Whose account is this? Asked of the upstream once; the answer is kept in the auth file.

import type { Clock } from "../domain/ports.ts";
import type { Asking, AuthFileForm, JsonRecord, Told } from "../providers/auth-file.ts";
import type { UpstreamAnswer, UpstreamCall, UpstreamClient } from "../wire/upstream-call.ts";
import { isJsonRecord } from "./auth-json.ts";

export type IdentifiedAccount =
  /** `fields` is what the file is to hold besides; `json` has it in it already. */
  | { readonly kind: "identified"; readonly json: JsonRecord; readonly fields: JsonRecord }
  | { readonly kind: "unknown"; readonly reason: string };

export interface IdentityQuestion {
  readonly form: AuthFileForm;
  readonly json: JsonRecord;
  /** Ends the asking: a project may take its time to be made ready. */
  readonly signal: AbortSignal;
}

export interface IdentityDeps {
  readonly client: UpstreamClient;
  readonly clock: Clock;
}

/** Longest wait for one answer, ms. */
export const ANSWER_TIMEOUT_MS = 5000;
const TIMEOUTS = { connectMs: ANSWER_TIMEOUT_MS, firstByteMs: ANSWER_TIMEOUT_MS, idleMs: ANSWER_TIMEOUT_MS };

/** The auth file with its owner in it, or why that is not known and what to do. Never rejects. */
export async function identifyAccount(deps: IdentityDeps, question: IdentityQuestion): Promise<IdentifiedAccount> {
  const { form, json, signal } = question;
  const identified = await form.identify(json, askingThrough(deps, signal));
  return identified.kind === "unknown" ? identified : { ...identified, json: { ...json, ...identified.fields } };
}

function askingThrough({ client, clock }: IdentityDeps, signal: AbortSignal): Asking {
  return {
    async ask(call) {
      const answer = await client.send(call, { signal, timeouts: TIMEOUTS });
      if (answer.kind === "answered") return readAnswer(call, answer);
      const { code } = answer.failure;
      const why = code === "request_cancelled" ? `no answer within ${ANSWER_TIMEOUT_MS / 1000} s` : code;
      return unknown(`${placeOf(call)} could not be reached (${why}); check the network and proxy-url, then try again`);
    },
    pause: (ms) =>
      new Promise((resolve) => {
        const cancel = clock.after(ms, resolve);
        if (signal.aborted) resolve();
        signal.addEventListener("abort", () => (cancel(), resolve()), { once: true });
      }),
    now: clock.now,
  };
}

async function readAnswer(call: UpstreamCall, answer: Extract<UpstreamAnswer, { kind: "answered" }>): Promise<Told> {
  if (answer.status < 200 || answer.status > 299) {
    answer.body.release();
    return unknown(`${placeOf(call)} answered ${answer.status}: ${adviceFor(answer.status)}`);
  }
  const json = await bodyOf(answer.body);
  return isJsonRecord(json)
    ? { kind: "told", json }
    : unknown(`${placeOf(call)} answered ${answer.status} without telling whose it is`);
}

function adviceFor(status: number): string {
  if (status === 400 || status === 401) return "the key or login is not valid (any more); check it or make a new one";
  if (status === 403) return "the key may not ask whose it is; allow it to read, or use another key";
  if (status === 404) return "there is no such address; check upstreams in config.yaml";
  if (status === 429 || status >= 500) return "try again later";
  return "the upstream refused the question; check the key and upstreams in config.yaml";
}

async function bodyOf(body: Extract<UpstreamAnswer, { kind: "answered" }>["body"]): Promise<unknown> {
  try {
    return JSON.parse(Buffer.from(await body.rest()).toString());
  } catch {
    return null;
  }
}

/** Host and path alone: an address may carry a password. */
function placeOf(call: UpstreamCall): string {
  if (!URL.canParse(call.url)) return "the configured address";
  const { host, pathname } = new URL(call.url);
  return `${host}${pathname}`;
}

function unknown(reason: string): { readonly kind: "unknown"; readonly reason: string } {
  return { kind: "unknown", reason };
}
