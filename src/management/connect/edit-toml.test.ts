import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { parse, stringify } from "smol-toml";

import { editConfigText } from "./config-text.ts";
import { ConfigTextRefused, type Setting, valueAt } from "./setting.ts";

const WISH: readonly Setting[] = [
  { path: ["model_provider"], value: "switchyard" },
  { path: ["model_providers", "switchyard", "name"], value: "Switchyard" },
  { path: ["model_providers", "switchyard", "base_url"], value: "http://127.0.0.1:8317/v1" },
];
const edit = (text: string, settings: readonly Setting[] = WISH): string => editConfigText("toml", text, settings);
const TABLE = `[model_providers.switchyard]\nname = "Switchyard"\nbase_url = "http://127.0.0.1:8317/v1"\n`;

describe("settings in a TOML file", () => {
  test.each([
    ["an empty file", "", `model_provider = "switchyard"\n\n${TABLE}`],
    ["pairs at the top", `model = "o4" # fast\n`, `model = "o4" # fast\nmodel_provider = "switchyard"\n\n${TABLE}`],
    ["tables alone", `[tui]\na = 1\n`, `model_provider = "switchyard"\n\n[tui]\na = 1\n\n${TABLE}`],
    [
      "a value with a comment behind it",
      `model_provider = "a # b" # mine\n${TABLE}`,
      `model_provider = "switchyard" # mine\n${TABLE}`,
    ],
    [
      "a quoted key, and a value over several lines",
      `"model_provider" = """\nx\n"""\n${TABLE}`,
      `"model_provider" = "switchyard"\n${TABLE}`,
    ],
    [
      "a table that is there, with another below it",
      `model_provider = "switchyard"\n[model_providers.switchyard]\nname = "Switchyard"\nlist = [\n  "[x]",\n]\n\n[model_providers.switchyard.http_headers]\na = "b"\n`,
      `model_provider = "switchyard"\n[model_providers.switchyard]\nname = "Switchyard"\nlist = [\n  "[x]",\n]\nbase_url = "http://127.0.0.1:8317/v1"\n\n[model_providers.switchyard.http_headers]\na = "b"\n`,
    ],
    [
      "Windows lines",
      `model = "o4"\r\n`,
      `model = "o4"\nmodel_provider = "switchyard"\n\n${TABLE}`.replaceAll("\n", "\r\n"),
    ],
  ])("find their place in %s", (_, before, after) => {
    expect(edit(before)).toBe(after);
    expect(edit(after)).toBe(after);
  });

  test.each([
    ["an inline table", `model_providers = { switchyard = { name = "x" } }\n`],
    ["a dotted key elsewhere", `[model_providers]\nswitchyard.name = "x"\n`],
    ["a value where a table should be", `model_providers = 1\n`],
  ])("are refused, and named, in %s", (_, text) => {
    expect(() => edit(text)).toThrow(ConfigTextRefused);
    expect(() => edit(text)).toThrow("model_providers.switchyard.base_url");
  });

  test("are refused in a file that is no TOML, with its line", () => {
    expect(() => edit("a = 1\nb = \n")).toThrow("line 2");
  });

  test("taken out leave no empty table, and comments where they were", () => {
    const out = WISH.map(({ path }) => ({ path, value: undefined }));
    expect(edit(`# top\nmodel_provider = "switchyard"\n\n${TABLE}\n[tui]\n# why\na = 1\n`, out)).toBe(
      "# top\n\n[tui]\n# why\na = 1\n",
    );
  });

  test("change nothing else, whatever else there is: set, and taken out again", () => {
    const value = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.array(fc.string()),
      fc.dictionary(fc.string(), fc.string()),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), value), (values) => {
        const text = stringify(values);
        const set = edit(text);
        for (const { path, value: wanted } of WISH) expect(valueAt(parse(set), path)).toBe(wanted);
        const back = edit(
          set,
          WISH.map(({ path }) => ({ path, value: undefined })),
        );
        expect(parse(back)).toEqual(parse(text));
      }),
    );
  });
});
