// The gateway of the pictures: real, in front of the sandbox, with two weeks behind it and the troubles of an ordinary afternoon.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { HEALTHY } from "../../src/domain/account-health.ts";
import { ACTIVE_LOG, transcriptName } from "../../src/domain/log-folder.ts";
import { EMPTY_LEDGER, type KeyLedger } from "../../src/domain/key-ledger.ts";
import { type KeyLimit, limitId } from "../../src/domain/key-limit.ts";
import type { AccountState } from "../../src/domain/ports.ts";
import type { RequestRecord } from "../../src/domain/request-record.ts";
import { NO_USAGE, type Usage } from "../../src/domain/usage.ts";
import { gatewayConfig } from "../../src/sandbox/gateway-config.ts";
import { deactivatedWorkspace } from "../../src/sandbox/faults/fault.ts";
import { openStore } from "../../src/store/open-store.ts";
import { requestLine } from "../../src/telemetry/request-line.ts";
import { type SignedIn, signIn } from "../support/api-client.ts";
import { makeKey, type MadeKey } from "../support/client-keys.ts";
import { until } from "../support/until.ts";
import { startWorld, type World } from "../support/world.ts";
import { createChance } from "./seeded-chance.ts";
import { CHATGPT, otherLogins } from "./showcase-accounts.ts";
import { showcaseConfig } from "./showcase-config.ts";
import { pastQuotas } from "./showcase-quotas.ts";
import { type PastAccount, pastRequests } from "./showcase-requests.ts";

const HOUR_MS = 3_600_000;
const SEED = 20_260;

export interface Showcase extends AsyncDisposable {
  readonly world: World;
  /** Of the account and the request whose stories are shown. */
  readonly accountId: string;
  readonly requestId: string;
  /** What would tell of this computer, as the pictures have it instead. */
  readonly instead: ReadonlyMap<string, string>;
}

export async function startShowcase(): Promise<Showcase> {
  const world = await startWorld({
    accounts: CHATGPT,
    started: false,
    async join({ sandbox, addAuthFile }) {
      for (const [name, file] of otherLogins(sandbox)) await addAuthFile(name, file);
    },
  });
  try {
    await world.editConfig(configOf(world));
    await world.start();
    const api = await signIn(world);
    await api.call("put", "/api/dashboard-auth/viewer-password", { json: { password: "only looking around" } });
    const keys = await makeKeys(api);
    const accounts = await pastAccounts(api);
    await world.stop();
    const records = pastRequests(accounts, Date.now(), createChance(SEED));
    await remember(world, { accounts, records, keys });
    await world.start();
    await haveTroubles(world, api);
    return {
      world,
      accountId: accounts.find(({ label }) => label === "ben@example.com")?.id ?? "",
      requestId: storyOf(records),
      instead: new Map([
        [world.dataDir, "/home/ada/.switchyard"],
        [`${world.sandboxUrl}/compat/deepseek/v1`, "https://api.deepseek.com/v1"],
        [`${world.sandboxUrl}/compat/openrouter/v1`, "https://openrouter.ai/api/v1"],
        [world.sandboxUrl, "https://upstream.example.com"],
      ]),
      [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
    };
  } catch (error) {
    await world[Symbol.asyncDispose]();
    throw error;
  }
}

function configOf({ sandbox, sandboxUrl }: World): string {
  const gemini = sandbox.addGeminiKey({ email: "northwind@example.com" });
  const claude = sandbox.addAnthropicKey({ email: "northwind@example.com" });
  return showcaseConfig({
    keys: {
      // Keys cost money: they serve once the logins are used up.
      "gemini-api-key": [{ ...(gemini.configEntry(`${sandboxUrl}/google`) as object), priority: -10 }],
      "claude-api-key": [{ ...(claude.configEntry(`${sandboxUrl}/anthropic`) as object), priority: -10 }],
      "openai-compatibility": ["deepseek", "openrouter"].map((name) =>
        sandbox.addCompatibleUpstream({ name }).configEntry(sandboxUrl),
      ),
    },
    upstreams: gatewayConfig(sandboxUrl)["upstreams"],
  });
}

/** The logins, and the upstreams' keys by the upstream's name. */
async function pastAccounts(api: SignedIn): Promise<readonly PastAccount[]> {
  const { accounts } = await api.call("get", "/api/accounts", { query: {} });
  const { upstreams } = await api.call("get", "/api/provider-keys");
  return [
    ...accounts.map(({ account_id: id, email, provider }) => ({ id, label: email, provider })),
    ...upstreams.flatMap(({ name, keys }) =>
      keys.map(({ account_id: id }) => ({ id, label: name, provider: "openai-compatibility" })),
    ),
  ];
}

const KEYS: readonly { readonly name: string; readonly used: readonly number[]; readonly fields: object }[] = [
  {
    name: "ada-laptop",
    used: [184, 41.2],
    fields: {
      limits: [
        { kind: "requests", window: "day", max: 500 },
        { kind: "cost_usd", window: "week", max: 60 },
      ],
    },
  },
  {
    name: "design-team",
    used: [4_480_000],
    fields: {
      limits: [{ kind: "tokens", window: "day", max: 5_000_000 }],
      concurrency: 8,
      allowed_models: ["claude-*", "gpt-5*"],
    },
  },
  { name: "build-server", used: [61.7], fields: { limits: [{ kind: "cost_usd", window: "month", max: 200 }] } },
  { name: "research", used: [], fields: {} },
  { name: "workshop-march", used: [], fields: { enabled: false } },
];

async function makeKeys(api: SignedIn): Promise<readonly MadeKey[]> {
  const made: MadeKey[] = [];
  for (const { name, fields } of KEYS) made.push(await makeKey(api, { name, ...fields }));
  return made;
}

interface Past {
  readonly accounts: readonly PastAccount[];
  readonly records: readonly RequestRecord[];
  readonly keys: readonly MadeKey[];
}

async function remember({ dataDir }: World, { accounts, records, keys }: Past): Promise<void> {
  const store = await openStore({ url: join(dataDir, "switchyard.db") });
  try {
    await store.records.write(records);
    await store.quotaSamples.append(pastQuotas(accounts, Date.now()));
    await store.accountStates.save(lastUses(await store.accountStates.load(), records));
    const limits = new Map((await store.clientKeys.list()).map((key) => [key.id, key.limits]));
    await store.keyLedgers.save(
      new Map(
        keys.map(({ id }, index) => {
          const { name, used } = KEYS[index] ?? { name: "", used: [] };
          const own = records.filter(({ clientKey }) => clientKey === name);
          return [id, ledgerOf(own, { limits: limits.get(id) ?? [], used })];
        }),
      ),
    );
  } finally {
    await store.close();
  }
  await keepLogs(dataDir, records);
}

/** The states as they are, with the time of the last request that the records tell of. */
function lastUses(states: ReadonlyMap<string, AccountState>, records: readonly RequestRecord[]): typeof states {
  const used = records.flatMap(({ accountId, startedAt }) =>
    accountId === null ? [] : [[accountId, startedAt] as const],
  );
  const unknown: AccountState = { health: HEALTHY, quota: null, lastUsedAt: null };
  return new Map([...new Map(used)].map(([id, lastUsedAt]) => [id, { ...(states.get(id) ?? unknown), lastUsedAt }]));
}

function ledgerOf(
  records: readonly RequestRecord[],
  { limits, used }: { readonly limits: readonly KeyLimit[]; readonly used: readonly number[] },
): KeyLedger {
  const counts = limits.map(
    (limit, index) => [limitId(limit), { startsAt: limit.since, used: used[index] ?? 0 }] as const,
  );
  return {
    ...EMPTY_LEDGER,
    counts: Object.fromEntries(counts),
    totals: {
      requests: records.length,
      usage: records.reduce((sum, { usage }) => added(sum, usage ?? NO_USAGE), NO_USAGE),
      costUsd: records.reduce((sum, { costUsd }) => sum + (costUsd ?? 0), 0),
    },
    lastUsedAt: records.at(-1)?.startedAt ?? null,
  };
}

function added(one: Usage, other: Usage): Usage {
  return {
    inputTokens: one.inputTokens + other.inputTokens,
    cachedInputTokens: one.cachedInputTokens + other.cachedInputTokens,
    cacheWriteTokens: one.cacheWriteTokens + other.cacheWriteTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    reasoningTokens: one.reasoningTokens + other.reasoningTokens,
  };
}

/** The log as the newest of them left it, and transcripts of those that failed. */
async function keepLogs(dataDir: string, records: readonly RequestRecord[]): Promise<void> {
  const folder = join(dataDir, "logs");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const lines = records.slice(-60).map((record) => {
    const time = new Date(record.startedAt + (record.totalMs ?? 0)).toISOString();
    return JSON.stringify({ level: "info", time, event: "request", ...requestLine(record) });
  });
  await writeFile(join(folder, ACTIVE_LOG), `${lines.join("\n")}\n`, { mode: 0o600 });
  for (const { id, route, startedAt, status } of records.filter(({ outcome }) => outcome === "error").slice(-8)) {
    const name = transcriptName({ route, at: startedAt, id, isError: true });
    await writeFile(join(folder, name), `=== asked ===\nhello\n=== answered ===\n${status}\n`);
  }
}

/** The newest that another account saved. */
function storyOf(records: readonly RequestRecord[]): string {
  const saved = records.findLast(
    ({ outcome, attempts, provider }) => outcome === "ok" && attempts.length === 2 && provider === "codex",
  );
  if (saved === undefined) throw new Error("no request of the past was failed over");
  return saved.id;
}

/** Dara is signed out, Cleo is used up, Fay's workspace is closed, and an inspection has seen it all. */
async function haveTroubles(world: World, api: SignedIn): Promise<void> {
  const { accounts } = await api.call("get", "/api/accounts", { query: {} });
  const idOf = (name: string): string =>
    accounts.find(({ email }) => email === `${name}@example.com`)?.account_id ?? "";
  world.fault({ account: "cleo@example.com", fault: { kind: "usage-limit", resetsInMs: 0.9 * HOUR_MS } });
  await api.call("post", "/api/accounts/{account_id}/probe", { params: { account_id: idOf("cleo") }, json: {} });
  for (const name of ["ada", "cora", "gwen"]) {
    await api.call("post", "/api/accounts/{account_id}/probe", { params: { account_id: idOf(name) }, json: {} });
  }
  world.accounts.find(({ email }) => email === "dara@example.com")?.sandbox.revokeLogin();
  await api.raw("POST", `/api/accounts/${idOf("dara")}/refresh-token`);
  world.sandbox.script({
    account: "fay@example.com",
    path: "/wham/usage",
    times: Number.POSITIVE_INFINITY,
    fault: deactivatedWorkspace(),
  });
  await api.call("post", "/api/inspection/runs", { json: {} });
  await until("the inspection is over", async () => {
    const { running, runs } = await api.call("get", "/api/inspection");
    return running === null && runs.length > 0;
  });
}
