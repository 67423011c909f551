// Keys that mean nothing to us: kept in the file, never an error (they may be another version's), but said aloud, because
// most of them are misspelt.

import { isMap, isScalar, isSeq } from "yaml";
import { z } from "zod";

import { configSchema } from "./schema.ts";
import { configValueKeys, coreOf } from "./schema-keys.ts";

export interface UnknownKey {
  readonly path: readonly (string | number)[];
  /** Offset of the key in the text. */
  readonly offset: number;
  /** Dotted key that was probably meant. */
  readonly suggestion: string | null;
}

export function unknownKeys(root: unknown): readonly UnknownKey[] {
  return inNode({ node: root, schema: configSchema, path: [] });
}

interface Spot {
  readonly node: unknown;
  readonly schema: z.core.$ZodType;
  readonly path: readonly (string | number)[];
}

function inNode({ node, schema, path }: Spot): readonly UnknownKey[] {
  const core = coreOf(schema);
  if (core instanceof z.ZodArray && isSeq(node)) {
    return node.items.flatMap((item, index) => inNode({ node: item, schema: core.element, path: [...path, index] }));
  }
  if (!(core instanceof z.ZodObject) || !isMap(node)) return [];
  return node.items.flatMap((pair) => {
    const name = isScalar(pair.key) ? String(pair.key.value) : "";
    const known = Object.hasOwn(core.shape, name) ? core.shape[name] : undefined;
    const here = [...path, name];
    if (known !== undefined) return inNode({ node: pair.value, schema: known, path: here });
    const offset = isScalar(pair.key) ? (pair.key.range?.[0] ?? 0) : 0;
    return [{ path: here, offset, suggestion: suggestionFor(name, Object.keys(core.shape), path) }];
  });
}

/** A sibling spelt alike, else a key of that very name elsewhere. */
function suggestionFor(
  name: string,
  siblings: readonly string[],
  parents: readonly (string | number)[],
): string | null {
  const spelt = name.toLowerCase().replaceAll("_", "-");
  const [nearest] = siblings
    .map((sibling) => ({ sibling, distance: editDistance(spelt, sibling) }))
    .filter(({ sibling, distance }) => distance <= Math.max(1, Math.floor(sibling.length / 4)))
    .toSorted((a, b) => a.distance - b.distance);
  if (nearest !== undefined) return [...parents.filter((part) => typeof part === "string"), nearest.sibling].join(".");
  const elsewhere = configValueKeys().filter((key) => key.name === spelt);
  return elsewhere.length === 1 ? (elsewhere[0]?.path ?? null) : null;
}

/** Letters to add, drop, change or swap with their neighbour to get from one word to the other. */
export function editDistance(from: string, to: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const changed = (last[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      let best = Math.min(changed, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      if (swapped) best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[to.length] ?? 0;
}
