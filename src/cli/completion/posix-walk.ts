// Bash and zsh share how words are told apart: which of them lead to a command, which are an option's value, and how many
// arguments stand before the one that is being typed.

import type { CompletionNode, CompletionValue } from "./completion-tree.ts";

/** The body of a loop over the words before the current one: `$word` in, `$at`, `$position` and `$skip` out. */
export function walkCase(tree: readonly CompletionNode[], indent: string): string {
  const commands = tree.flatMap(({ at, commands: below }) => below.map(({ name }) => `${at}:${name}`));
  const valued = tree.flatMap(({ at, options }) =>
    options.filter(({ value }) => value !== null).flatMap(({ names }) => names.map((name) => `${at}:${name}`)),
  );
  return [
    'case "$at:$word" in',
    `  ${alternatives(commands)}) at="\${at:+$at }$word"; position=0 ;;`,
    `  ${alternatives(valued)}) skip=1 ;;`,
    "  *:-*) ;;",
    "  *) position=$((position + 1)) ;;",
    "esac",
  ]
    .map((line) => `${indent}${line}`)
    .join("\n");
}

export interface ValuePlace {
  /** `$at:$previous` for an option's value, `$at:$position` for an argument. */
  readonly patterns: readonly string[];
  readonly value: CompletionValue;
}

/** Those with the same candidates together. */
export function optionPlaces(tree: readonly CompletionNode[]): readonly ValuePlace[] {
  const places = tree.flatMap(({ at, options }) =>
    options.flatMap(({ names, value }) =>
      value === null ? [] : names.map((name) => ({ pattern: quoted(`${at}:${name}`), value })),
    ),
  );
  return grouped(places);
}

export function argumentPlaces(tree: readonly CompletionNode[]): readonly ValuePlace[] {
  const places = tree.flatMap(({ at, args, isVariadic }) =>
    args.map((value, index) => ({
      pattern: isVariadic && index === args.length - 1 ? `${quoted(`${at}:`)}*` : quoted(`${at}:${index}`),
      value,
    })),
  );
  return grouped(places);
}

export function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function grouped(
  places: readonly { readonly pattern: string; readonly value: CompletionValue }[],
): readonly ValuePlace[] {
  const groups = Map.groupBy(places, ({ value }) => JSON.stringify(value));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ patterns: group.map(({ pattern }) => pattern), value: first.value }];
  });
}

function alternatives(patterns: readonly string[]): string {
  return patterns.map(quoted).join("|");
}
