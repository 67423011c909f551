// What the upstreams themselves say they serve: asked of one account for each group of like ones, and remembered.

import type { Account } from "../domain/account.ts";
import type { Clock } from "../domain/ports.ts";
import type { Provider } from "../providers/provider.ts";
import type { UpstreamClient } from "../wire/upstream-call.ts";
import type { LiveAccount } from "./live-account.ts";
import type { OfferGroup } from "./offer-groups.ts";
import type { FreshAccount } from "./token-freshness.ts";

export interface ModelCatalogue {
  /** The names that the group's upstream told; null where it has not (yet), or keeps no list. */
  told(key: string): ReadonlySet<string> | null;
  /** Asks for every list that is not there or has grown old; returns when done. */
  round(): Promise<void>;
}

interface CatalogueDeps {
  readonly clock: Clock;
  readonly client: UpstreamClient;
  groups(): readonly OfferGroup[];
  provider(account: Account): Provider;
  freshAccount(account: Account): Promise<FreshAccount>;
  /** A list is another than before. */
  changed(): void;
}

const TIMEOUTS = { connectMs: 10_000, firstByteMs: 15_000, idleMs: 10_000 } as const;
const FRESH_MS = 6 * 3_600_000;
const RETRY_MS = 5 * 60_000;

interface Asked {
  readonly names: ReadonlySet<string> | null;
  readonly askAgainAt: number;
}

export function createModelCatalogue(deps: CatalogueDeps): ModelCatalogue {
  const byKey = new Map<string, Asked>();

  const askFor = async (group: OfferGroup): Promise<void> => {
    const before = byKey.get(group.key)?.names ?? null;
    // At once, so that a slow upstream is not asked by every round.
    byKey.set(group.key, { names: before, askAgainAt: deps.clock.now() + RETRY_MS });
    const live = group.accounts.find((one) => isUsable(one, deps.clock.now()));
    const names = live === undefined ? null : await askThrough(deps, live.account);
    if (names === null) return;
    byKey.set(group.key, { names, askAgainAt: deps.clock.now() + FRESH_MS });
    if (before === null || before.symmetricDifference(names).size > 0) deps.changed();
  };

  const askForDue = async (): Promise<void> => {
    const groups = deps.groups();
    const present = new Set(groups.map(({ key }) => key));
    for (const key of byKey.keys()) if (!present.has(key)) byKey.delete(key);
    const now = deps.clock.now();
    // Who lists models of his own choice does not want to hear of others.
    const due = groups.filter(
      ({ key, models, accounts }) =>
        models.offered === null &&
        (byKey.get(key)?.askAgainAt ?? 0) <= now &&
        accounts.some((live) => isUsable(live, now)),
    );
    await Promise.all(due.map(askFor));
  };

  let running: Promise<void> | null = null;
  return {
    told: (key) => byKey.get(key)?.names ?? null,
    round() {
      running ??= askForDue().finally(() => {
        running = null;
      });
      return running;
    },
  };
}

function isUsable(live: LiveAccount, now: number): boolean {
  return !live.paused && live.usableFrom <= now;
}

async function askThrough(deps: CatalogueDeps, account: Account): Promise<ReadonlySet<string> | null> {
  const provider = deps.provider(account);
  if ((provider.modelsCall?.(account) ?? null) === null) return null;
  const ready = await deps.freshAccount(account);
  if (ready.kind === "failed") return null;
  const call = provider.modelsCall?.(ready.account) ?? null;
  if (call === null) return null;
  const answer = await deps.client.send(call, { signal: new AbortController().signal, timeouts: TIMEOUTS });
  if (answer.kind === "failed") return null;
  const body = await answer.body.rest().then(parsed, () => null);
  const names = answer.status === 200 ? (provider.readModels?.(body) ?? null) : null;
  return names === null || names.length === 0 ? null : new Set(names);
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString());
  } catch {
    return null;
  }
}
