// A provider and the sandbox on a real socket: what one builds is sent as it is, and what comes back the other reads.

import type { Account } from "../../src/domain/account.ts";
import type { Failure } from "../../src/domain/failure.ts";
import { readJsonText } from "../../src/exchange/json-text.ts";
import { sha256Hex } from "../../src/platform/sha256.ts";
import type { JsonRecord } from "../../src/providers/auth-file.ts";
import type { CallInput, Provider, RefreshOutcome } from "../../src/providers/provider.ts";
import { eventsOf, type Playground, playground } from "../../src/sandbox/testing.ts";
import { createOutboundProxies } from "../../src/wire/outbound-proxy.ts";
import type { UpstreamCall } from "../../src/wire/upstream-call.ts";
import { createUpstreamClient } from "../../src/wire/upstream-client.ts";

export interface Practice extends Playground {
  readonly provider: Provider;
  accountOf(json: JsonRecord): Account;
  send(call: UpstreamCall | null | undefined): Promise<Sent>;
  /** Sends a `generate` of this body (or whatever `more` says) in the account's name. */
  generate(account: Account, body: JsonRecord, more?: Partial<CallInput>): Promise<Generated>;
  /** What the token endpoint says to the account, by the clock of whoever asks. */
  refresh(account: Account, now?: number): Promise<RefreshOutcome>;
  /** The account after a refresh of its auth file at the token endpoint, and that file. */
  refreshed(json: JsonRecord): Promise<{ readonly account: Account; readonly json: JsonRecord }>;
}

export interface Sent {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export interface Generated extends Sent {
  /** The JSON of its frames, where it is a stream. */
  readonly events: readonly JsonRecord[];
  /** What the provider makes of a refusal; null for an answer. */
  readonly failure: Failure | null;
}

const TIMEOUTS = { connectMs: 5000, firstByteMs: 5000, idleMs: 5000 };

/** `createProvider` is told where the sandbox listens. */
export function practise(createProvider: (sandboxUrl: string) => Provider): Practice {
  const world = playground();
  const provider = createProvider(world.url);
  const client = createUpstreamClient({ clock: world.clock, proxies: createOutboundProxies({}) });

  const accountOf = (json: JsonRecord): Account => {
    const parsed = provider.authFile.parse(json, { fileName: "a.json", sha256: sha256Hex });
    if (parsed.kind !== "account") throw new Error(`${parsed.kind} ${"reason" in parsed ? parsed.reason : ""}`);
    return parsed.account;
  };
  const send = async (call: UpstreamCall | null | undefined): Promise<Sent> => {
    if (call === null || call === undefined) throw new Error("no call");
    const answer = await client.send(call, { signal: new AbortController().signal, timeouts: TIMEOUTS });
    if (answer.kind === "failed") throw new Error(`${answer.failure.code} ${answer.failure.message}`);
    const text = Buffer.from(await answer.body.rest()).toString();
    return { status: answer.status, headers: answer.headers, text };
  };
  const refresh = async (account: Account, now = world.clock.now()): Promise<RefreshOutcome> => {
    const { status, headers, text } = await send(provider.refreshCall(account, now));
    return provider.readRefresh({ status, headers, body: text, now });
  };
  return {
    ...world,
    provider,
    accountOf,
    send,
    refresh,
    async generate(account, body, more = {}) {
      const input = callInput(provider, account, { body, more });
      const sent = await send(provider.buildCall(input));
      const { status, headers, text } = sent;
      const told = { account, model: input.model, status, headers, body: text, now: world.clock.now() };
      const failure = status === 200 ? null : provider.classifyFailure(told);
      return { ...sent, events: eventsOf(text), failure };
    },
    async refreshed(json) {
      const account = accountOf(json);
      const outcome = await refresh(account);
      if (outcome.kind !== "refreshed") throw new Error(`${outcome.kind} ${outcome.failure.code}`);
      const written = provider.authFile.withTokens(json, outcome.tokens);
      return { account: accountOf(written), json: written };
    },
  };
}

function callInput(
  provider: Provider,
  account: Account,
  { body, more }: { readonly body: JsonRecord; readonly more: Partial<CallInput> },
): CallInput {
  const read = readJsonText(Buffer.from(JSON.stringify(body)));
  const [dialect] = provider.dialectsOf(account);
  if (read.kind !== "ok" || dialect === undefined) throw new Error("no JSON or no dialect");
  return {
    account,
    operation: "generate",
    dialect,
    model: typeof body["model"] === "string" ? body["model"] : "",
    stream: body["stream"] === true,
    relayed: true,
    body: { kind: "json", text: read.text },
    clientHeaders: new Headers(),
    query: "",
    ...more,
  };
}
