// Two weeks of requests as a small team makes them: busy by day, quiet by night, with a bad half hour in the morning, failovers and a few
// failures. The same seed makes the same weeks.

import { costOf, type ModelPrice } from "../../src/domain/price.ts";
import type { Considered } from "../../src/domain/choose-account.ts";
import type { FailureKind } from "../../src/domain/failure.ts";
import type { Attempt, RequestRecord } from "../../src/domain/request-record.ts";
import type { Usage } from "../../src/domain/usage.ts";
import type { Chance } from "./seeded-chance.ts";
import { WINDOWS } from "./showcase-accounts.ts";
import { busynessAt } from "./working-hours.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAYS = 15;
const BUSIEST_PER_HOUR = 54;

/** An account as the past knows it. */
export interface PastAccount {
  readonly id: string;
  readonly label: string;
  readonly provider: string;
}

interface Model {
  readonly name: string;
  readonly price: ModelPrice;
  /** Who served it, by e-mail, and how often. */
  readonly servedBy: readonly (readonly [weight: number, email: string])[];
}

interface Client {
  readonly key: string;
  readonly agent: string;
  readonly route: string;
  readonly dialect: string;
  readonly models: readonly (readonly [weight: number, model: Model])[];
}

const CODEX_ACCOUNTS: Model["servedBy"] = [
  [34, "ada@example.com"],
  [26, "ben@example.com"],
  [22, "cleo@example.com"],
  [9, "dara@example.com"],
  [6, "emil@example.com"],
  [3, "gus@example.com"],
];
const CLAUDE_ACCOUNTS: Model["servedBy"] = [
  [60, "cora@example.com"],
  [40, "hugo@example.com"],
];

export const PRICES = {
  "gpt-5.6-sol": { input: 5, cachedInput: 0.5, output: 30 },
  "gpt-5.6-terra": { input: 2, cachedInput: 0.2, output: 12 },
  "claude-opus-5-5": { input: 5, cachedInput: 0.5, output: 25 },
  "claude-sonnet-5-5": { input: 3, cachedInput: 0.3, output: 15 },
  "gemini-2.5-pro": { input: 1.25, cachedInput: 0.31, output: 10 },
  "claude-haiku-4-5": { input: 1, cachedInput: 0.1, output: 5 },
  "gemini-2.5-flash": { input: 0.3, cachedInput: 0.03, output: 2.5 },
  "deepseek-chat": { input: 0.28, cachedInput: 0.028, output: 0.42 },
} as const satisfies Readonly<Record<string, ModelPrice>>;

const model = (name: keyof typeof PRICES, servedBy: Model["servedBy"]): Model => ({
  name,
  price: PRICES[name],
  servedBy,
});
const SOL = model("gpt-5.6-sol", CODEX_ACCOUNTS);
const TERRA = model("gpt-5.6-terra", CODEX_ACCOUNTS);
const OPUS = model("claude-opus-5-5", CLAUDE_ACCOUNTS);
const SONNET = model("claude-sonnet-5-5", CLAUDE_ACCOUNTS);
const GEMINI = model("gemini-2.5-pro", [[1, "gwen@example.com"]]);
const DEEPSEEK = model("deepseek-chat", [[1, "deepseek"]]);

const RESPONSES = { route: "POST /v1/responses", dialect: "openai-responses" };
const MESSAGES = { route: "POST /v1/messages", dialect: "anthropic-messages" };
const CHAT = { route: "POST /v1/chat/completions", dialect: "openai-chat" };

const CLIENTS: readonly (readonly [weight: number, client: Client])[] = [
  [
    34,
    {
      key: "ada-laptop",
      agent: "codex_cli_rs/0.169.0",
      ...RESPONSES,
      models: [
        [7, SOL],
        [2, TERRA],
      ],
    },
  ],
  [
    30,
    {
      key: "design-team",
      agent: "claude-cli/2.4.1",
      ...MESSAGES,
      models: [
        [3, OPUS],
        [5, SONNET],
        [1, SOL],
      ],
    },
  ],
  [
    22,
    {
      key: "build-server",
      agent: "openai-node/6.49.0",
      ...CHAT,
      models: [
        [6, TERRA],
        [2, DEEPSEEK],
      ],
    },
  ],
  [
    9,
    {
      key: "research",
      agent: "gemini-cli/0.29.0",
      ...CHAT,
      models: [
        [3, GEMINI],
        [1, SONNET],
      ],
    },
  ],
];

/** Newest last; nothing of the last minute. */
export function pastRequests(accounts: readonly PastAccount[], now: number, chance: Chance): readonly RequestRecord[] {
  const by = new Map(accounts.map((account) => [account.label, account]));
  const known = (label: string): PastAccount => {
    const found = by.get(label);
    if (found === undefined) throw new Error(`no account ${label} in the pool: ${[...by.keys()].join(", ")}`);
    return found;
  };
  const records: RequestRecord[] = [];
  for (let at = now - DAYS * 24 * HOUR_MS; at < now - MINUTE_MS;) {
    records.push(requestAt(at, { now, chance, known, accounts, count: records.length }));
    const perHour = Math.max(1, BUSIEST_PER_HOUR * busynessAt(at, now));
    at += Math.round((HOUR_MS / perHour) * (0.3 + 1.4 * chance.next()));
  }
  return records;
}

interface Making {
  readonly now: number;
  readonly chance: Chance;
  readonly accounts: readonly PastAccount[];
  readonly count: number;
  known(label: string): PastAccount;
}

function requestAt(at: number, { now, chance, accounts, count, known }: Making): RequestRecord {
  const client = chance.weighted(CLIENTS);
  const asked = chance.weighted(client.models);
  const account = known(chance.weighted(asked.servedBy));
  const trouble = troubleAt(now - at, account, chance);
  const peers = accounts.filter(({ provider }) => provider === account.provider);
  const spare = peers.find(({ id, label }) => id !== account.id && STAND_IN.has(label));
  const served = trouble === null || trouble.isRequestsFault ? account : (spare ?? account);
  const isLost = trouble !== null && (trouble.isRequestsFault || spare === undefined || chance.next() < trouble.lost);
  const firstByteMs = chance.between(380, 1900) + (trouble === null ? 0 : 700);
  const totalMs = firstByteMs + chance.between(900, 24_000);
  const usage = isLost ? null : usageOf(chance);
  const shared = { peers, model: asked.name, now };
  const first = attempt(account, {
    ...shared,
    ...{ tried: null, startedMs: 2, endedMs: trouble === null ? totalMs : 640, trouble },
  });
  const second = attempt(served, {
    ...shared,
    ...{ tried: account.id, startedMs: 642, endedMs: totalMs, trouble: isLost ? trouble : null },
  });
  const hasFailedOver = trouble !== null && !trouble.isRequestsFault && served !== account;
  return {
    id: `req_${String(count).padStart(12, "0")}${Math.floor(chance.next() * 1e12)
      .toString(36)
      .padStart(12, "0")}`.slice(0, 28),
    startedAt: at,
    outcome: isLost ? "error" : "ok",
    status: isLost ? (trouble?.status ?? 502) : 200,
    errorCode: isLost ? (trouble?.answer ?? "upstream_error") : null,
    errorMessage: isLost ? (trouble?.message ?? null) : null,
    route: client.route,
    transport: "http",
    dialect: client.dialect,
    clientKey: client.key,
    userAgent: client.agent,
    modelAsked: asked.name,
    modelServed: isLost ? null : asked.name,
    streamed: client.dialect !== "openai-chat",
    session: `${client.key} ${Math.floor(at / (25 * MINUTE_MS))} ${chance.between(1, 2)}`,
    provider: served.provider,
    accountId: served.id,
    accountLabel: served.label,
    attempts: hasFailedOver ? [first, second] : [first],
    firstByteMs: isLost ? null : firstByteMs,
    totalMs: isLost ? 700 : totalMs,
    usage,
    costUsd: usage === null ? null : costOf(asked.price, usage),
  };
}

interface Trouble {
  readonly kind: FailureKind;
  readonly status: number;
  /** The upstream's code, and the one that the client gets where nobody else can help. */
  readonly code: string;
  readonly answer: string;
  readonly message: string;
  readonly isRequestsFault: boolean;
  /** How often nobody else could help either. */
  readonly lost: number;
}

const OVERLOADED: Trouble = {
  kind: "upstream_error",
  status: 529,
  code: "overloaded_error",
  answer: "upstream_error",
  message: "Overloaded",
  isRequestsFault: false,
  lost: 0.55,
};
const USED_UP: Trouble = {
  kind: "quota_exceeded",
  status: 429,
  code: "usage_limit_reached",
  answer: "usage_limit_reached",
  message: "The usage limit has been reached",
  isRequestsFault: false,
  lost: 0.05,
};
const TOO_LONG: Trouble = {
  kind: "request_fault",
  status: 400,
  code: "context_length_exceeded",
  answer: "context_length_exceeded",
  message: "Your input exceeds the context window of this model. Please adjust your input and try again.",
  isRequestsFault: true,
  lost: 1,
};

/** Claude was overloaded for half an hour this morning; otherwise now and then something goes wrong. */
function troubleAt(agoMs: number, { provider }: PastAccount, chance: Chance): Trouble | null {
  const isBadHalfHour = agoMs > 4.6 * HOUR_MS && agoMs < 5.2 * HOUR_MS;
  if (provider === "claude" && isBadHalfHour && chance.next() < 0.7) return OVERLOADED;
  const draw = chance.next();
  if (draw < 0.006) return TOO_LONG;
  if (draw < 0.022 && provider === "codex") return USED_UP;
  return draw < 0.026 && agoMs > 2 * HOUR_MS ? OVERLOADED : null;
}

interface Tried {
  readonly peers: readonly PastAccount[];
  readonly model: string;
  readonly now: number;
  /** Who failed before. */
  readonly tried: string | null;
  readonly startedMs: number;
  readonly endedMs: number;
  readonly trouble: Trouble | null;
}

function attempt(
  account: PastAccount,
  { peers, model: name, now, tried, startedMs, endedMs, trouble }: Tried,
): Attempt {
  const considered = peers.map(({ id, label }): Considered => {
    const known = WINDOWS[label];
    const exclusion = id === tried ? ({ reason: "already_tried", until: null } as const) : exclusionOf(label, now);
    return {
      accountId: id,
      label,
      exclusion: id === account.id ? null : exclusion,
      priority: PRIORITIES[label] ?? 0,
      primaryUsedPercent: known?.primary?.used ?? null,
      secondaryUsedPercent: known?.secondary.used ?? null,
      inFlight: id === account.id ? 1 : 0,
    };
  });
  const reasons = considered.flatMap(({ exclusion }) => (exclusion === null ? [] : [exclusion.reason]));
  return {
    accountId: account.id,
    accountLabel: account.label,
    provider: account.provider,
    model: name,
    decision: {
      strategy: "usage_weighted",
      rule: tried === null ? "kept on its account by session header" : "least weekly usage, then least 5-hour usage",
      chosen: account.id,
      considered,
      omitted: 0,
      ruledOut: Object.fromEntries(reasons.map((reason) => [reason, reasons.filter((one) => one === reason).length])),
    },
    startedMs,
    endedMs,
    status: trouble?.status ?? 200,
    failure: trouble === null ? null : { kind: trouble.kind, code: trouble.code, message: trouble.message },
  };
}

/** Who takes over where another fails: of those that may, the least used. */
const STAND_IN: ReadonlySet<string> = new Set(["dara@example.com", "cora@example.com"]);
const PRIORITIES: Readonly<Record<string, number>> = { "gus@example.com": -5, "billing@example.com": -10 };

function exclusionOf(label: string, now: number): Considered["exclusion"] {
  switch (label) {
    case "emil@example.com":
      return { reason: "paused", until: null };
    case "cleo@example.com":
      return { reason: "quota_exceeded", until: now + HOUR_MS };
    case "fay@example.com":
      return { reason: "deactivated", until: null };
    default:
      return null;
  }
}

/** Long prompts of which most is read from the cache, short answers: what coding agents send. */
function usageOf(chance: Chance): Usage {
  const inputTokens = chance.between(6_000, 90_000);
  const outputTokens = chance.between(120, 2_600);
  return {
    inputTokens,
    cachedInputTokens: Math.round(inputTokens * (0.62 + 0.3 * chance.next())),
    cacheWriteTokens: 0,
    outputTokens,
    reasoningTokens: Math.round(outputTokens * 0.3),
  };
}
