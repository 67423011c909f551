// From the name a client says to the model an account's upstream knows.

import type { AccountModels } from "./account.ts";
import { matchesWildcard } from "./wildcard.ts";

/** What like accounts offer together. */
export interface ModelOffer {
  /** What stands before the slash of a qualified name. */
  readonly qualifier: string;
  readonly models: AccountModels;
  /** Names that the upstream is known to serve. */
  readonly known: ReadonlySet<string>;
  /** Wildcards of names whose home the provider is: a model that came out yesterday is in no list yet. */
  readonly families: readonly string[];
  /** Takes the names that nobody knows. */
  readonly takesUnknown: boolean;
  /** Its prefix has to be said. */
  readonly needsPrefix: boolean;
}

export interface OfferedName {
  /** The model's name upstream. */
  readonly model: string;
  /** `exact`: listed; `addressed`: by prefix or qualifier; `family`: by the look of the name; `any`: by default. */
  readonly by: "exact" | "addressed" | "family" | "any";
}

/** How surely an offer means the name: a listed one goes before one that only looks like it. */
const SURENESS: Readonly<Record<OfferedName["by"], number>> = { any: 1, family: 2, addressed: 3, exact: 3 };

/** The offers that serve this name, with the name each upstream knows it by; of several only the surest. */
export function offersFor<Offer extends ModelOffer>(
  offers: readonly Offer[],
  name: string,
): readonly { readonly offer: Offer; readonly model: string }[] {
  const found = offers.flatMap((offer) => {
    const offered = offeredAs(offer, name);
    return offered === null ? [] : [{ offer, model: offered.model, sureness: SURENESS[offered.by] }];
  });
  const surest = Math.max(0, ...found.map(({ sureness }) => sureness));
  return found.filter(({ sureness }) => sureness === surest).map(({ offer, model }) => ({ offer, model }));
}

/** What the offer understands by a name; null where it serves no such model. */
export function offeredAs(offer: ModelOffer, name: string): OfferedName | null {
  const plain = offer.needsPrefix ? null : offeredPlain(offer, name);
  if (plain?.by === "exact") return plain;
  for (const address of [offer.models.prefix, offer.qualifier]) {
    if (address === null || !name.startsWith(`${address}/`)) continue;
    const addressed = offeredAddressed(offer, name.slice(address.length + 1));
    if (addressed !== null) return addressed;
  }
  return plain;
}

/** The names by which clients may ask for what it is known to offer, the plain ones first. */
export function namesOf(offer: ModelOffer): readonly string[] {
  const { prefix, offered, aliases } = offer.models;
  const listed =
    offered === null
      ? [...offer.known, ...aliases.map(({ alias }) => alias)]
      : offered.map(({ name, alias }) => alias ?? name);
  const served = [...new Set(listed)].filter((name) => offeredPlain(offer, name)?.by === "exact");
  const prefixed = prefix === null ? [] : served.map((name) => `${prefix}/${name}`);
  return offer.needsPrefix ? prefixed : [...served, ...prefixed];
}

function offeredPlain(offer: ModelOffer, name: string): OfferedName | null {
  if (isExcluded(offer, name)) return null;
  const { offered, aliases } = offer.models;
  if (offered !== null) {
    const entry = offered.find((one) => (one.alias ?? one.name) === name);
    return entry === undefined || isExcluded(offer, entry.name) ? null : { model: entry.name, by: "exact" };
  }
  const renamed = aliases.find(({ alias }) => alias === name);
  if (renamed !== undefined) return isExcluded(offer, renamed.name) ? null : { model: renamed.name, by: "exact" };
  if (aliases.some((one) => one.hidesName && one.name === name)) return null;
  if (offer.known.has(name)) return { model: name, by: "exact" };
  if (offer.families.some((family) => matchesWildcard(family, name))) return { model: name, by: "family" };
  return offer.takesUnknown ? { model: name, by: "any" } : null;
}

/** Who addresses the provider means it: what no list knows is asked of the upstream itself. */
function offeredAddressed(offer: ModelOffer, name: string): OfferedName | null {
  if (name === "") return null;
  const plain = offeredPlain(offer, name);
  if (plain !== null) return { model: plain.model, by: "addressed" };
  const { offered, aliases } = offer.models;
  const isRenamed = aliases.some((one) => one.alias === name || (one.hidesName && one.name === name));
  return offered !== null || isRenamed || isExcluded(offer, name) ? null : { model: name, by: "addressed" };
}

function isExcluded({ models }: ModelOffer, name: string): boolean {
  return models.excluded.some((pattern) => matchesWildcard(pattern, name));
}

const MOST_NEAR = 3;

/** Of the names there are, those written most like this one: at most three, the nearest first. */
export function nearestNames(name: string, names: Iterable<string>): readonly string[] {
  const asked = name.toLowerCase();
  // A third of the letters may differ; beyond that two names have nothing to do with each other.
  const farthest = Math.max(2, Math.floor(asked.length / 3));
  return [...names]
    .map((known) => ({ known, distance: distanceOf(asked, known.toLowerCase(), farthest) }))
    .filter(({ distance }) => distance <= farthest)
    .toSorted((a, b) => a.distance - b.distance || (a.known < b.known ? -1 : 1))
    .slice(0, MOST_NEAR)
    .map(({ known }) => known);
}

/** Letters to change, insert or take away; one that begins with the other is near whatever follows. */
function distanceOf(a: string, b: string, farthest: number): number {
  if (a.length > 3 && (b.startsWith(a) || a.startsWith(b))) return 1;
  if (Math.abs(a.length - b.length) > farthest) return Infinity;
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const change = (above[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(change, (above[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    above = current;
  }
  return above[b.length] ?? Infinity;
}
