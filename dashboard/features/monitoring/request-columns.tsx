// The columns of the list of requests: what each shows, and how wide it is.

import type { ReactNode } from "react";

import { compactNumber, durationText, usdText } from "../../lib/format.ts";
import { say, type Text } from "../../lib/i18n.ts";
import { providerName } from "../../lib/provider-name.ts";
import { Private } from "../../ui/private.tsx";
import { TEXT } from "./messages.ts";
import type { Request } from "./request-filter.ts";
import { ruleText } from "./rule-text.ts";

export const COLUMN_IDS = [
  "account",
  "provider",
  "key",
  "route",
  "client",
  "attempts",
  "tokens",
  "cached",
  "cost",
  "firstByte",
  "duration",
  "why",
] as const;
export type ColumnId = (typeof COLUMN_IDS)[number];

export const USUAL_COLUMNS: readonly ColumnId[] = ["account", "key", "tokens", "cost", "firstByte", "duration"];

interface Column {
  readonly text: Text;
  /** Of a CSS grid. */
  readonly width: string;
  readonly isNumber?: boolean;
  readonly show: (request: Request) => ReactNode;
}

export const COLUMNS: Readonly<Record<ColumnId, Column>> = {
  account: {
    text: TEXT.account,
    width: "minmax(9rem,1.4fr)",
    show: ({ account_label: label, attempt_count: count }) => (
      <>
        {label === null ? <span className="text-soft">{say(TEXT.nobody)}</span> : <Private>{label}</Private>}
        {count > 1 && <span className="text-warn"> · {say(TEXT.attemptCount, { count })}</span>}
      </>
    ),
  },
  provider: {
    text: TEXT.provider,
    width: "minmax(6rem,0.7fr)",
    show: ({ provider }) => (provider === null ? "–" : providerName(provider)),
  },
  key: { text: TEXT.key, width: "minmax(6rem,0.8fr)", show: ({ client_key: key }) => key ?? say(TEXT.noKey) },
  route: { text: TEXT.route, width: "minmax(9rem,1fr)", show: ({ route }) => route },
  client: { text: TEXT.client, width: "minmax(8rem,1fr)", show: ({ user_agent: agent }) => agent ?? "–" },
  attempts: { text: TEXT.attempts, width: "5.5rem", isNumber: true, show: ({ attempt_count: count }) => count },
  tokens: {
    text: TEXT.tokens,
    width: "9rem",
    isNumber: true,
    show: ({ tokens }) => (tokens === null ? "–" : `${compactNumber(tokens.input)} → ${compactNumber(tokens.output)}`),
  },
  cached: {
    text: TEXT.cached,
    width: "6rem",
    isNumber: true,
    show: ({ tokens }) => (tokens === null ? "–" : compactNumber(tokens.cached_input)),
  },
  cost: {
    text: TEXT.cost,
    width: "6rem",
    isNumber: true,
    show: ({ cost_usd: cost, tokens }) => (cost === null && tokens !== null ? say(TEXT.unpriced) : usdText(cost)),
  },
  firstByte: {
    text: TEXT.firstByte,
    width: "6.5rem",
    isNumber: true,
    show: ({ first_byte_ms: ms }) => durationText(ms),
  },
  duration: { text: TEXT.duration, width: "6rem", isNumber: true, show: ({ total_ms: ms }) => durationText(ms) },
  why: {
    text: TEXT.why,
    width: "minmax(12rem,1.6fr)",
    show: ({ why }) => (why === null ? "–" : ruleText(why)),
  },
};
