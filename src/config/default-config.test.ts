import { expect, test } from "bun:test";

import { defaultConfigText } from "./default-config.ts";
import { parseConfig } from "./parse-config.ts";
import { configValueKeys } from "./schema-keys.ts";

test("the default file changes nothing", () => {
  expect(parseConfig(defaultConfigText(), "c")).toEqual(parseConfig("", "c"));
});

test("with everything uncommented it says the defaults, and every key of the schema", () => {
  const live = defaultConfigText().replaceAll(/^#(?! )|^#(?=  )/gm, "");
  expect({ ...parseConfig(live, "c"), values: null }).toEqual({ ...parseConfig("", "c"), values: null });
  for (const { name } of configValueKeys()) expect(live).toMatch(new RegExp(`^ *${name}:`, "m"));
});

test("every key has a description in whole sentences", () => {
  for (const { path, description } of configValueKeys()) {
    expect(`${path}: ${description}`).toMatch(/: .+[.]$/);
  }
});
