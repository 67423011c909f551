// The config.yaml written on first start: every key with its meaning and default, commented out, so that the file says
// what can be said and changes nothing.

import { stringify } from "yaml";

import { type ConfigKey, configKeyGroups } from "./schema-keys.ts";

const WIDTH = 110;
const INTRODUCTION =
  "Switchyard's configuration. Each key stands here with its default, commented out: take the # in front of a key away (of its section too, where it stands in one) and change the value. Changes work as soon as the file is saved, except where a restart is named.";

/** `#key: value` is a key that waits, `# Text` explains: an editor or `edit` uncomments the first, never the second. */
export function defaultConfigText(): string {
  const groups = configKeyGroups().map(({ title, keys }) => {
    const heading = `# ---- ${title} ${"-".repeat(WIDTH - 9 - title.length)}`;
    return [heading, ...keys.map((key) => linesOf(key, 0).join("\n"))].join("\n\n");
  });
  return `${[prose(INTRODUCTION, "").join("\n"), ...groups].join("\n\n")}\n`;
}

function linesOf(key: ConfigKey, depth: number): readonly string[] {
  const indent = "  ".repeat(depth);
  // In a section an explanation is a comment behind the # that comments the section out.
  const lead = depth === 0 ? "" : `#${indent}`;
  const restart = key.restart && depth === 0 ? " Needs a restart." : "";
  const value = key.children.length === 0 ? ` ${yamlValue(key.defaultValue)}`.trimEnd() : "";
  return [
    ...prose(key.description + restart, lead),
    `#${indent}${key.name}:${value}`,
    ...key.children.flatMap((child) => linesOf(child, depth + 1)),
  ];
}

/** Unset keys are shown without a value, which means just that. */
export function yamlValue(value: unknown): string {
  return value === null ? "" : stringify(value).trimEnd();
}

function prose(text: string, lead: string): readonly string[] {
  const lines: string[] = [];
  let line = `${lead}#`;
  for (const word of text.split(" ")) {
    if (line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = `${lead}#`;
    }
    line = `${line} ${word}`;
  }
  return [...lines, line];
}
