// From the model a client names to the accounts that can serve it: one leg, and further ones where the operator wrote down
// what may stand in for it.

import type { Account } from "../domain/account.ts";
import { readEffortSuffix, type RequestedEffort } from "../domain/effort-suffix.ts";
import type { AccountId, ProviderId } from "../domain/ids.ts";
import { namesOf, nearestNames, offersFor } from "../domain/model-names.ts";
import { previewOf } from "../domain/preview-model.ts";
import type { LiveAccount } from "./live-account.ts";
import { groupAccounts, type GroupInput, indexGroups, type ModelSettings, type OfferGroup } from "./offer-groups.ts";

export interface Route {
  /** Tried in this order. Never empty. */
  readonly legs: readonly [RouteLeg, ...RouteLeg[]];
}

export interface RouteLeg {
  /** The model by the name that clients say. */
  readonly name: string;
  /** What `name(high)` asks for. */
  readonly effort: RequestedEffort | null;
  /** Whose accounts these are: `claude`, `codex+openrouter`. A conversation has an account of its own at each. */
  readonly home: string;
  /** The model whose preview this is, to be asked for only once its quota is used up; null for any other leg. */
  readonly previewOf: string | null;
  /** Replaced, never changed, when accounts come or go. */
  readonly candidates: readonly LiveAccount[];
  /** The model's name at this account's upstream. */
  modelAt(account: Account): string;
}

export type FoundRoute =
  | { readonly kind: "route"; readonly route: Route }
  /** Nobody serves it. `nearest`: the names written most like it. */
  | { readonly kind: "unknown"; readonly nearest: readonly string[] };

export interface ModelRoutes {
  /** `fits`: rules out accounts that cannot do what is asked, whatever the model; `purpose` names that rule. */
  find(asked: string, fit: Fit): FoundRoute;
  /** Accounts chosen for what they can do, for requests that name no model. */
  anyOf(fit: Fit): Route;
  /** The names that clients may ask for now, sorted, with who serves them; `may` rules out accounts. */
  names(may?: Fit["fits"]): readonly OfferedModelName[];
  /** The names under which one account serves, sorted; [] where there is no such account. */
  namesOf(id: AccountId): readonly string[];
  groups(): readonly OfferGroup[];
  /** Accounts, settings or catalogues are others now. */
  changed(): void;
}

export interface Fit {
  readonly purpose: string;
  fits(account: Account): boolean;
}

export interface OfferedModelName {
  readonly name: string;
  /** Provider ids, or names of compatible upstreams. */
  readonly servedBy: readonly string[];
}

interface RoutesDeps extends Omit<GroupInput, "settings"> {
  accounts(): readonly LiveAccount[];
  settings(): ModelSettings;
}

/** Clients name models as they like: what is remembered does not grow with their fancy. */
const MOST_REMEMBERED = 2000;

export function createModelRoutes(deps: RoutesDeps): ModelRoutes {
  let groups: readonly OfferGroup[] | null = null;
  let groupOf: ReadonlyMap<AccountId, OfferGroup> = new Map();
  const found = new Map<string, FoundRoute>();

  const current = (): readonly OfferGroup[] => {
    if (groups === null) {
      groups = groupAccounts(deps.accounts(), { settings: deps.settings(), data: deps.data, told: deps.told });
      groupOf = indexGroups(groups);
    }
    return groups;
  };

  /** None where nobody serves it. */
  const legsOf = (said: string, fit: Fit): readonly RouteLeg[] => {
    const asked = namedModel(said, deps.settings().aliases);
    const offers = offersFor(current(), asked.name);
    const models = new Map(offers.map(({ offer, model }) => [offer, model]));
    const candidates = fitting([...models.keys()], fit);
    if (candidates.length === 0) return [];
    // As it is now: a request keeps its route while groups come and go.
    const owners = groupOf;
    const modelAt = ({ id }: Account): string => {
      const group = owners.get(id);
      return (group === undefined ? undefined : models.get(group)) ?? asked.name;
    };
    return [{ ...asked, home: homeOf([...models.keys()]), previewOf: null, candidates, modelAt }];
  };

  const search = (asked: string, fit: Fit): FoundRoute => {
    if (current().length === 0) return { kind: "route", route: { legs: [emptyLeg(asked)] } };
    const { fallbacks, aliases, switchPreviewModel } = deps.settings();
    const { name } = namedModel(asked, aliases);
    const row = fallbacks.get(name) ?? fallbacks.get(asked) ?? [];
    const find = (one: string): readonly RouteLeg[] => legsOf(one, fit);
    const named = [asked, ...row].flatMap(find);
    const [first, ...others] = switchPreviewModel ? named.flatMap((leg) => withPreview(leg, current(), find)) : named;
    if (first !== undefined) return { kind: "route", route: { legs: [first, ...others] } };
    const names = current().flatMap((group) => namesOf(group));
    return { kind: "unknown", nearest: nearestNames(name, [...names, ...aliases.keys()]) };
  };

  return {
    find(asked, fit) {
      const key = `${fit.purpose} ${asked}`;
      const known = found.get(key);
      if (known !== undefined) return known;
      const route = search(asked, fit);
      if (found.size >= MOST_REMEMBERED) found.clear();
      found.set(key, route);
      return route;
    },
    anyOf: (fit) => ({ legs: [{ ...emptyLeg(""), candidates: fitting(current(), fit) }] }),
    names: (may = everybody) => namesServed(current(), deps.settings(), may),
    namesOf(id) {
      current();
      const group = groupOf.get(id);
      return group === undefined ? [] : namesOf(group).toSorted();
    },
    groups: current,
    changed() {
      groups = null;
      found.clear();
    },
  };
}

/** The leg, and behind it the one of its preview, where those who serve the model have one; under the same address. */
function withPreview(
  leg: RouteLeg,
  groups: readonly OfferGroup[],
  find: (name: string) => readonly RouteLeg[],
): readonly RouteLeg[] {
  const addressEnd = leg.name.lastIndexOf("/") + 1;
  const served = offersFor(groups, leg.name).flatMap(({ offer }) => [...namesOf(offer), ...offer.known]);
  const preview = previewOf(leg.name.slice(addressEnd), served);
  if (preview === null) return [leg];
  const found = find(leg.name.slice(0, addressEnd) + preview);
  return [leg, ...found.map((one) => ({ ...one, effort: leg.effort, previewOf: leg.name }))];
}

/** An alias may carry an effort of its own; what the client says besides goes first. */
function namedModel(
  said: string,
  aliases: ReadonlyMap<string, string>,
): { readonly name: string; readonly effort: RequestedEffort | null } {
  const asked = readEffortSuffix(said);
  const target = aliases.get(said) ?? aliases.get(asked.name);
  if (target === undefined) return asked;
  const meant = readEffortSuffix(target);
  return { name: meant.name, effort: asked.effort ?? meant.effort };
}

function fitting(groups: readonly OfferGroup[], fit: Fit): readonly LiveAccount[] {
  const fitted = groups.map(({ accounts }) =>
    accounts.every(({ account }) => fit.fits(account)) ? accounts : accounts.filter(({ account }) => fit.fits(account)),
  );
  const [only] = fitted;
  return fitted.length === 1 && only !== undefined ? only : fitted.flat();
}

function homeOf(groups: readonly OfferGroup[]): string {
  return [...new Set(groups.map(({ qualifier }) => qualifier))].toSorted().join("+");
}

function emptyLeg(name: string): RouteLeg {
  return { name, effort: null, home: "", previewOf: null, candidates: [], modelAt: () => name };
}

const everybody: Fit["fits"] = () => true;

function namesServed(
  groups: readonly OfferGroup[],
  { aliases }: ModelSettings,
  may: Fit["fits"],
): readonly OfferedModelName[] {
  const serving = groups.filter(({ accounts }) =>
    accounts.some((live) => !live.paused && live.usableFrom !== Infinity && may(live.account)),
  );
  const servedBy = new Map<string, Set<string>>();
  const add = (name: string, by: Iterable<ProviderId>): void => {
    servedBy.set(name, new Set([...(servedBy.get(name) ?? []), ...by]));
  };
  for (const group of serving) for (const name of namesOf(group)) add(name, [group.qualifier]);
  for (const [alias, target] of aliases) {
    const by = offersFor(serving, readEffortSuffix(target).name).map(({ offer }) => offer.qualifier);
    if (by.length > 0) add(alias, by);
  }
  return [...servedBy]
    .map(([name, by]) => ({ name, servedBy: [...by] }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
