// The pool's accounts in groups of like ones: those that offer the same models under the same names.

import type { Account, AccountModels, ModelAlias } from "../domain/account.ts";
import type { AccountId, ProviderId } from "../domain/ids.ts";
import type { ModelOffer } from "../domain/model-names.ts";
import type { LiveAccount } from "./live-account.ts";

export interface OfferGroup extends ModelOffer {
  /** The same for the same kind of accounts, whoever is in it. */
  readonly key: string;
  readonly provider: ProviderId;
  readonly accounts: readonly LiveAccount[];
}

export interface ModelSettings {
  /** Further names for one name, whoever serves it: alias -> name. */
  readonly aliases: ReadonlyMap<string, string>;
  /** What is asked instead where nobody can serve the first of a row. */
  readonly fallbacks: ReadonlyMap<string, readonly string[]>;
  /** A prefix has to be said where there is one. */
  readonly needsPrefix: boolean;
  /** Takes the names that nobody knows; null: they are refused. */
  readonly defaultProvider: ProviderId | null;
  /** For the logins of a provider. */
  readonly loginAliases: ReadonlyMap<ProviderId, readonly ModelAlias[]>;
  readonly loginExcluded: ReadonlyMap<ProviderId, readonly string[]>;
  /** The preview of a model stands in for it where its quota is used up. */
  readonly switchPreviewModel: boolean;
}

/** Today's models of a provider as far as we know them, and the wildcards of names that are at home there. */
export type ModelData = Readonly<
  Record<ProviderId, { readonly families: readonly string[]; readonly models: readonly string[] }>
>;

export interface GroupInput {
  readonly settings: ModelSettings;
  readonly data: ModelData;
  /** What the upstream last told; null where it has not (yet). */
  told(key: string): ReadonlySet<string> | null;
}

export function groupAccounts(accounts: readonly LiveAccount[], input: GroupInput): readonly OfferGroup[] {
  const byKey = Map.groupBy(accounts, ({ account }) => keyOf(account, modelsOf(account, input.settings)));
  return [...byKey].flatMap(([key, members]) => {
    const [first] = members;
    return first === undefined ? [] : [groupOf({ key, members, account: first.account }, input)];
  });
}

export function indexGroups(groups: readonly OfferGroup[]): ReadonlyMap<AccountId, OfferGroup> {
  return new Map(groups.flatMap((group) => group.accounts.map(({ id }) => [id, group] as const)));
}

function groupOf(
  of: { readonly key: string; readonly members: readonly LiveAccount[]; readonly account: Account },
  { settings, data, told }: GroupInput,
): OfferGroup {
  const { key, members, account } = of;
  const { provider, qualifier } = account;
  const models = modelsOf(account, settings);
  const home = data[provider];
  return {
    key,
    provider,
    qualifier,
    models,
    accounts: members,
    known: told(key) ?? new Set(home?.models),
    families: home?.families ?? [],
    takesUnknown: settings.defaultProvider === qualifier || settings.defaultProvider === provider,
    needsPrefix: settings.needsPrefix && models.prefix !== null,
  };
}

/** What the operator says of all logins of a provider joins what the file says of one. */
function modelsOf({ provider, fileName, models }: Account, settings: ModelSettings): AccountModels {
  const aliases = settings.loginAliases.get(provider) ?? [];
  const excluded = settings.loginExcluded.get(provider) ?? [];
  if (fileName === null || (aliases.length === 0 && excluded.length === 0)) return models;
  return { ...models, aliases: [...models.aliases, ...aliases], excluded: [...models.excluded, ...excluded] };
}

/** An upstream lists other models for other plans and kinds of credentials. */
function keyOf({ provider, qualifier, baseUrl, plan, credentials }: Account, models: AccountModels): string {
  return JSON.stringify([provider, qualifier, baseUrl, plan, credentials.kind, models]);
}
