// Whose API key is this? Asked of the upstream once; the answer is kept in the auth file.

import type { AuthFileForm, JsonRecord } from "../providers/auth-file.ts";
import type { UpstreamAnswer, UpstreamCall, UpstreamClient } from "../wire/upstream-call.ts";

export type IdentifiedKey =
  /** `answer` is what the form's `withIdentity` takes; `json` has it in it already. */
  | { readonly kind: "identified"; readonly json: JsonRecord; readonly answer: unknown }
  | { readonly kind: "unknown"; readonly reason: string };

export interface KeyQuestion {
  readonly form: AuthFileForm;
  readonly json: JsonRecord;
  readonly key: string;
  readonly proxyUrl: string | null;
  readonly signal: AbortSignal;
}

/** Longest wait for the answer, ms. */
export const IDENTITY_TIMEOUT_MS = 5000;
const TIMEOUTS = { connectMs: IDENTITY_TIMEOUT_MS, firstByteMs: IDENTITY_TIMEOUT_MS, idleMs: IDENTITY_TIMEOUT_MS };

/** The auth file with its owner in it, or why that is not known and what to do. Never rejects. */
export async function identifyKey(client: UpstreamClient, question: KeyQuestion): Promise<IdentifiedKey> {
  const { form, json, key, proxyUrl, signal } = question;
  const call = form.identityCall(key, proxyUrl);
  const answer = await client.send(call, { signal, timeouts: TIMEOUTS });
  if (answer.kind === "failed") {
    const { code } = answer.failure;
    const why = code === "request_cancelled" ? `no answer within ${IDENTITY_TIMEOUT_MS / 1000} s` : code;
    return unknown(`${placeOf(call)} could not be reached (${why}); check the network and proxy-url, then try again`);
  }
  if (answer.status < 200 || answer.status > 299) {
    answer.body.release();
    return unknown(`${placeOf(call)} answered ${answer.status}: ${adviceFor(answer.status)}`);
  }
  const told = await bodyOf(answer.body);
  const identified = form.withIdentity(json, told);
  return identified === null
    ? unknown(`${placeOf(call)} answered ${answer.status} without telling whose key it is`)
    : { kind: "identified", json: identified, answer: told };
}

function adviceFor(status: number): string {
  if (status === 401) return "the key is not valid (any more); check it or make a new one";
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

function unknown(reason: string): IdentifiedKey {
  return { kind: "unknown", reason };
}
