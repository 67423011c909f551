// Sentences of the gateway that the dashboard tells in Chinese: what it says no longer is not kept.

import { expect, test } from "bun:test";
import { Glob } from "bun";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { CONFIG_SENTENCES } from "../../dashboard/lib/config-sentences.ts";
import { SENTENCES } from "../../dashboard/lib/sentence-messages.ts";

const root = join(import.meta.dir, "../..");

async function spoken(): Promise<string> {
  const files = [...new Glob("{src,contract}/**/*.ts").scanSync(root)].filter((path) => !path.endsWith(".test.ts"));
  const texts = await Promise.all(files.map((path) => readFile(join(root, path), "utf8")));
  return texts.join("\n").replaceAll('\\"', '"');
}

const ALL = [...SENTENCES, ...CONFIG_SENTENCES];
const GAP = /\{\w+\}/g;

test("every sentence is still one of the gateway's, word by word", async () => {
  const source = await spoken();
  const gone = ALL.filter(({ en }) => en.split(GAP).some((part) => !source.includes(part)));
  expect(gone.map(({ en }) => en)).toEqual([]);
});

test("the Chinese tells every fact of the English", () => {
  const facts = (text: string): readonly string[] => (text.match(GAP) ?? []).toSorted();
  const loosing = ALL.filter(({ en, zh }) => facts(en).join() !== facts(zh).join());
  expect(loosing.map(({ en }) => en)).toEqual([]);
});
