// One small request through one account: what a client would get from it now. It takes the whole way of an exchange
// (token, call, record, health), but for the choice: the operator has chosen.

import type { Choice, Decision } from "../domain/choose-account.ts";
import type { AccountId } from "../domain/ids.ts";
import type { FoundRoute } from "../pool/model-routes.ts";
import type { Pool } from "../pool/pool.ts";
import { createExchangeHandler, type ExchangeDeps } from "./handle-exchange.ts";

export interface ProbeInput {
  readonly accountId: AccountId;
  /** By a name that clients say. */
  readonly model: string;
  readonly requestId: string;
}

export interface Probed {
  /** As a client would have got it. */
  readonly status: number;
  /** null where it went well. */
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly durationMs: number;
}

export type ProbeAccount = (input: ProbeInput) => Promise<Probed>;

/** As it stands in the record. */
const PROBE_ROUTE = "POST /api/accounts/{account_id}/probe";
const PROMPT = "Reply with the single word OK.";
/** Nobody waits longer for a word. */
const LONGEST_MS = 60_000;

export function createProbe(deps: ExchangeDeps): ProbeAccount {
  return async ({ accountId, model, requestId }) => {
    const { clock } = deps;
    const arrivedAt = clock.now();
    const limit = new AbortController();
    const cancel = clock.after(LONGEST_MS, () => limit.abort());
    const request = new Request("http://127.0.0.1/v1/chat/completions", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ model, messages: [{ role: "user", content: PROMPT }] }),
      signal: limit.signal,
    });
    const ask = createExchangeHandler({ ...deps, pool: onlyThrough(deps.pool, accountId), settings: () => ours(deps) });
    try {
      const response = await ask({
        id: requestId,
        route: PROBE_ROUTE,
        dialect: "openai-chat",
        operation: "generate",
        native: false,
        request,
        clientAddress: "127.0.0.1",
        arrivedAt,
      });
      const body = await response.text();
      const error = response.ok ? null : errorIn(body, response.status);
      return { status: response.status, error, durationMs: clock.now() - arrivedAt };
    } finally {
      cancel();
    }
  };
}

/** It comes from inside, so it shows no key; it is no conversation, so nothing is tied to it. */
function ours({ settings }: ExchangeDeps): ReturnType<ExchangeDeps["settings"]> {
  return {
    ...settings(),
    apiKeys: new Map(),
    apiKeyAuthEnabled: false,
    stickyThreads: false,
    retry: { rounds: 0, accountsARound: 1, restMs: 0 },
  };
}

/** The pool as if this account were all of it, and whatever it is doing no reason against it. */
function onlyThrough(pool: Pool, id: AccountId): Pool {
  return {
    ...pool,
    routes: {
      ...pool.routes,
      find(asked, fit): FoundRoute {
        const found = pool.routes.find(asked, fit);
        if (found.kind === "unknown") return found;
        const [leg] = found.route.legs;
        const candidates = leg.candidates.filter((one) => one.id === id);
        return candidates.length === 0
          ? { kind: "unknown", nearest: pool.routes.namesOf(id).slice(0, 3) }
          : { kind: "route", route: { legs: [{ ...leg, candidates }] } };
      },
    },
    choose({ leg, tried }): Choice {
      const candidate = leg.candidates.find((one) => one.id === id);
      const decision: Decision = {
        strategy: "usage_weighted",
        rule: "named by the operator, to try it out",
        chosen: candidate === undefined || tried.has(id) ? null : id,
        considered: [],
        omitted: 0,
        ruledOut: {},
      };
      if (candidate === undefined || tried.has(id)) return { kind: "nobody", backAt: null, decision };
      return { kind: "chosen", candidate, decision };
    },
  };
}

/** In the form that the chat dialect gives errors. */
function errorIn(body: string, status: number): NonNullable<Probed["error"]> {
  const told = parsed(body);
  const code = told?.code ?? told?.type ?? `http_${status}`;
  return { code, message: told?.message ?? `The upstream answered ${status}` };
}

function parsed(body: string): { code?: string | null; type?: string; message?: string } | null {
  try {
    const { error } = JSON.parse(body) as { error?: { code?: string | null; type?: string; message?: string } };
    return error ?? null;
  } catch {
    return null;
  }
}
