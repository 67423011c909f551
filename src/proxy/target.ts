// Who is asked in one attempt, and for what.

import type { Account } from "../domain/account.ts";
import type { RequestedEffort } from "../domain/effort-suffix.ts";
import type { Failure } from "../domain/failure.ts";
import type { ProviderId } from "../domain/ids.ts";
import type { Provider } from "../providers/provider.ts";

export interface Target {
  readonly account: Account;
  readonly provider: Provider;
  /** The model by the name that clients say. */
  readonly name: string;
  /** The model's name at this account's upstream. */
  readonly model: string;
  /** What `name(high)` asks for. */
  readonly effort: RequestedEffort | null;
}

/** A model's limit by the name that requests are routed by: the upstream told it by its own. */
export function asKnown(failure: Failure, { model, name }: Pick<Target, "model" | "name">): Failure {
  return failure.model === model ? { ...failure, model: name } : failure;
}

/** Every account's provider is known: the files of others are not read. */
export function providerOf(
  { providers }: { readonly providers: ReadonlyMap<ProviderId, Provider> },
  account: Account,
): Provider {
  const provider = providers.get(account.provider);
  if (provider === undefined) throw new Error(`no provider '${account.provider}'`);
  return provider;
}
