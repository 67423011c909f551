// One call that the operator's panel makes through the gateway: to an upstream in an account's name, where that upstream is
// the account's own, or to anybody in nobody's name.

import type { Account } from "../../domain/account.ts";
import type { Clock } from "../../domain/ports.ts";
import { SILENCE } from "../../domain/silence.ts";
import type { Pool } from "../../pool/pool.ts";
import { proxyOf } from "../../providers/shared/call-settings.ts";
import type { AnswerBody, UpstreamCall, UpstreamClient } from "../../wire/upstream-call.ts";
import { destinationOf, type UpstreamPlace } from "./upstream-places.ts";

export interface AskedCall {
  readonly authIndex: string | null;
  readonly method: UpstreamCall["method"];
  readonly url: URL;
  /** `$TOKEN$` in a value stands for the account's token. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string | null;
  /** null: the account's, else the global one. */
  readonly proxyUrl: string | null;
}

export type CallOutcome =
  | { readonly kind: "answered"; readonly status: number; readonly headers: Headers; readonly body: string }
  | { readonly kind: "no_token" }
  /** The token is wanted at an address that is not the account's provider's. */
  | { readonly kind: "foreign_host"; readonly host: string }
  | { readonly kind: "refresh_failed"; readonly reason: string }
  | { readonly kind: "failed"; readonly reason: string };

export interface CallDeps {
  readonly clock: Clock;
  readonly client: UpstreamClient;
  readonly pool: Pick<Pool, "accounts" | "fresh">;
  places(): readonly UpstreamPlace[];
  settings(): { readonly userAgent: string; readonly proxyUrl: string | null };
}

const TOKEN = "$TOKEN$";
const LONGEST_MS = 60_000;
const TIMEOUTS = { connectMs: 10_000, firstByteMs: LONGEST_MS, idleMs: LONGEST_MS } as const;
const MOST_BYTES = 32 * 1024 * 1024;

export async function callUpstream(deps: CallDeps, asked: AskedCall): Promise<CallOutcome> {
  const live = deps.pool.accounts().find(({ account }) => account.authIndex === asked.authIndex);
  const account = live?.account ?? null;
  const { url, isOwn } = destinationOf(asked.url, account, deps.places());
  const proxyUrl = proxyOf(asked.proxyUrl ?? account?.proxyUrl ?? null, deps.settings());
  const call = { method: asked.method, url, body: asked.body, proxyUrl };
  const wantsToken = [...asked.headers.values()].some((value) => value.includes(TOKEN));
  if (!wantsToken) return send(deps, { ...call, headers: headersOf(asked, deps) });
  if (account === null) return { kind: "no_token" };
  if (!isOwn) return { kind: "foreign_host", host: asked.url.host };
  const signed = (token: string): UpstreamCall => ({ ...call, headers: headersOf(asked, deps, token) });
  return sendAs(account, deps, signed);
}

/** A token that the upstream does not take (any more) is renewed once, as for any other call. */
async function sendAs(account: Account, deps: CallDeps, signed: (token: string) => UpstreamCall): Promise<CallOutcome> {
  const ready = await deps.pool.fresh(account);
  if (ready.kind === "failed") return { kind: "refresh_failed", reason: ready.failure.message };
  const token = tokenOf(ready.account);
  if (token === "") return { kind: "no_token" };
  const outcome = await send(deps, signed(token));
  const { credentials } = ready.account;
  if (outcome.kind !== "answered" || outcome.status !== 401 || credentials.kind !== "oauth") return outcome;
  const renewed = await deps.pool.fresh(ready.account, credentials.accessToken.reveal());
  // The upstream's own 401 says more than we could.
  if (renewed.kind === "failed" || tokenOf(renewed.account) === token) return outcome;
  return send(deps, signed(tokenOf(renewed.account)));
}

function tokenOf({ credentials }: Account): string {
  if (credentials.kind === "api-key") return credentials.key.reveal();
  return (credentials.apiKey ?? credentials.accessToken).reveal();
}

function headersOf(asked: AskedCall, deps: CallDeps, token = TOKEN): Readonly<Record<string, string>> {
  const headers = new Map([["user-agent", deps.settings().userAgent]]);
  for (const [name, value] of asked.headers) {
    if (!OURS.has(name.toLowerCase()))
      headers.set(
        name.toLowerCase(),
        value.replaceAll(TOKEN, () => token),
      );
  }
  return Object.fromEntries(headers);
}

/** Of this one connection, and not the caller's to say. */
const OURS: ReadonlySet<string> = new Set([
  "host",
  "connection",
  "content-length",
  "transfer-encoding",
  "accept-encoding",
  "keep-alive",
  "upgrade",
  "te",
  "trailer",
  "proxy-authorization",
  "proxy-connection",
  "expect",
]);

async function send({ client, clock }: CallDeps, call: UpstreamCall): Promise<CallOutcome> {
  const controller = new AbortController();
  const cancel = clock.after(LONGEST_MS, () => controller.abort());
  try {
    const answer = await client.send(call, { signal: controller.signal, timeouts: TIMEOUTS });
    if (answer.kind === "failed") return { kind: "failed", reason: answer.failure.message };
    const body = await textOf(answer.body);
    if (body === null) return { kind: "failed", reason: "response_too_large" };
    return { kind: "answered", status: answer.status, headers: answer.headers, body };
  } catch {
    return { kind: "failed", reason: "connection_lost" };
  } finally {
    cancel();
  }
}

/** null where it is too long. */
async function textOf(body: AnswerBody): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let chunk = await body.next(); chunk !== null; chunk = await body.next()) {
    if (chunk === SILENCE) continue;
    size += chunk.byteLength;
    if (size > MOST_BYTES) {
      body.discard();
      return null;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
