// The ends of cacheable prefixes. The API takes four of them, the long-lived before the short-lived.

import type { JsonObject } from "../dialect.ts";
import { isObject } from "../members.ts";

export interface Marked {
  readonly tools: readonly JsonObject[];
  readonly system: readonly JsonObject[];
  readonly turns: readonly (readonly JsonObject[])[];
}

/** At most `most` marks, the last ones, for they cover the longest prefixes; no hour-long one after a short one. */
export function limitCacheMarks(marked: Marked, most: number): Marked {
  const inOrder = [...marked.tools, ...marked.system, ...marked.turns.flat()].filter(isMarked);
  const dropped = new Set(inOrder.slice(0, Math.max(0, inOrder.length - most)));
  const kept = inOrder.slice(dropped.size);
  const firstShort = kept.findIndex((block) => !isLong(block));
  const shortened = new Set(firstShort < 0 ? [] : kept.slice(firstShort).filter(isLong));
  if (dropped.size + shortened.size === 0) return marked;
  const limit = (block: JsonObject): JsonObject => {
    if (shortened.has(block)) return { ...block, cache_control: { type: "ephemeral" } };
    if (!dropped.has(block)) return block;
    const { cache_control: _, ...rest } = block;
    return rest;
  };
  return {
    tools: marked.tools.map(limit),
    system: marked.system.map(limit),
    turns: marked.turns.map((blocks) => blocks.map(limit)),
  };
}

const isMarked = (block: JsonObject): boolean => isObject(block["cache_control"]);

const isLong = ({ cache_control: control }: JsonObject): boolean => isObject(control) && control["ttl"] === "1h";
