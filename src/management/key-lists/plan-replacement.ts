// Panels change one entry of a list by writing the whole list back. What did not change keeps its place and its comments.

import { isDeepStrictEqual } from "node:util";

import type { ConfigMutation } from "../../config/edit-config.ts";
import { removals } from "./key-lists.ts";
import { type Entry, isEntry } from "./raw-list.ts";
import { memberCompared } from "./upstream-entry.ts";

interface Replacement {
  /** The list in config.yaml. */
  readonly name: string;
  /** As the file has them. */
  readonly before: readonly unknown[];
  readonly after: readonly Entry[];
  /** What makes two entries the same one. */
  identityOf(entry: unknown): string;
}

export function planReplacement({ name, before, after, identityOf }: Replacement): readonly ConfigMutation[] {
  const left = before.map(identityOf);
  const matched = after.map((entry) => {
    const index = left.indexOf(identityOf(entry));
    if (index >= 0) left[index] = "";
    return index;
  });
  const kept = matched.filter((index) => index >= 0);
  const isInOrder = kept.every((index, position) => position === 0 || (kept[position - 1] ?? -1) < index);
  const isNewLast = !matched.slice(0, kept.length).includes(-1);
  if (kept.length === 0 || !isInOrder || !isNewLast) return [{ path: [name], value: after }];
  return [
    ...kept.flatMap((index, position) => changed([name, index], before[index], after[position] ?? {})),
    ...removals(
      name,
      [...before.keys()].filter((index) => !kept.includes(index)),
    ),
    ...after.slice(kept.length).map((value, position) => ({ path: [name, kept.length + position], value })),
  ];
}

function changed(path: readonly (string | number)[], given: unknown, after: Entry): readonly ConfigMutation[] {
  const before = isEntry(given) ? given : {};
  const members = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...members].flatMap((member) => {
    const value = after[member];
    const isSame = isDeepStrictEqual(memberCompared(member, before[member]), memberCompared(member, value));
    return isSame ? [] : [{ path: [...path, member], value }];
  });
}
