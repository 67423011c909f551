import { describe, expect, test } from "bun:test";

import { type ConfigDocument, openConfigDocument } from "../../config/config-document.ts";
import type { ConfigFiles } from "../../config/config-files.ts";
import { apiKeys, generativeLanguageKeys } from "../key-lists/key-lists.ts";
import {
  changeUpstreamEntry,
  readUpstreamList,
  removeUpstreamEntry,
  replaceUpstreamList,
  UPSTREAM_LISTS,
} from "../key-lists/upstream-lists.ts";
import { changeConfig, type ConfigChanged } from "./change-config.ts";
import { changeProvider, EXCLUDED_MODELS, MODEL_ALIASES, replaceProviderMap } from "./provider-maps.ts";
import { type ConfigReplaced, replaceConfig } from "./replace-config.ts";
import { changeSetting, resetSetting, SETTINGS } from "./settings.ts";

/** Every comment and unknown key that must be there in the end, in this order; none about something that edits remove. */
const RICH = `# one: the head of the file
port: 9001 # two: at a value

# three: above a section
routing:
  # four: in a section
  strategy: rr # five
  future-routing: kept # six
debug: false # seven
request-retry: 2 # eight
future-list: [ 1, { a: 2 } ] # nine
proxy-url: "" # ten
# eleven: above a list
api-keys:
  - anchor-key # twelve
  - k1
# thirteen
gemini-api-key:
  - api-key: anchor-gemini # fourteen
    future-field: 5 # fifteen
  - api-key: g1
codex-api-key:
  - { api-key: anchor-codex, future: true } # sixteen
  # thirty: above an entry that may go
  - api-key: c1
oauth-excluded-models:
  codex: [ "*-mini" ] # seventeen
future-section:
  # eighteen
  x: { y: z } # nineteen

# twenty: the end
`;
const MARKS =
  RICH.match(/# (?:one|two|three|four|five|six|seven|eight|nine|ten|[a-z]+teen|eleven|twelve|twenty|thirty)\b/g) ?? [];

describe("a hundred random edits", () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])("keep comments, order and unknown keys (seed %i)", async (seed) => {
    const { document, disk } = await opened(RICH);
    const random = randomFrom(seed);
    for (let edit = 0; edit < 100; edit++) await randomEdit(document, random);
    const places = MARKS.map((mark) => disk.text.search(new RegExp(`${mark}\\b`)));
    expect(MARKS).toHaveLength(21);
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    for (const unknown of [
      "future-routing: kept # six",
      "future-list: [ 1, { a: 2 } ] # nine",
      "future-field: 5 # fifteen",
      "- { api-key: anchor-codex, future: true",
      "x: { y: z } # nineteen",
    ]) {
      expect(disk.text).toContain(unknown);
    }
    expect(document.current().port).toBe(9001);
  });
});

describe("where the file cannot be written", () => {
  test("nothing is changed, and the reason is told", async () => {
    const { document, disk } = await opened(RICH);
    disk.failure = new Error("no space left");
    const [debug] = SETTINGS;
    if (debug === undefined) throw new Error("no settings");
    const failed = { kind: "not_written", reason: "no space left" };
    expect(await changeSetting(document, debug, true)).toEqual(failed as ConfigChanged);
    expect(await replaceConfig(document, "debug: true\n", NO_PASSWORDS)).toMatchObject(failed);
    expect([disk.text, document.current().debug]).toEqual([RICH, false]);
  });

  test("the next change finds its way once it can", async () => {
    const { document, disk } = await opened(RICH);
    const [debug] = SETTINGS;
    if (debug === undefined) throw new Error("no settings");
    disk.failure = new Error("no space left");
    await changeSetting(document, debug, true);
    disk.failure = null;
    expect(await changeSetting(document, debug, true)).toEqual({ kind: "changed" });
    expect(disk.text).toBe(RICH.replace("debug: false", "debug: true"));
  });
});

async function randomEdit(document: ConfigDocument, random: (most: number) => number): Promise<void> {
  const listed = random(2) === 0 ? "gemini-api-key" : "codex-api-key";
  const list = UPSTREAM_LISTS.find(({ name }) => name === listed);
  const setting = SETTINGS[random(SETTINGS.length)];
  const proxyUrl = SETTINGS.find(({ removable }) => removable === true);
  if (list === undefined || setting === undefined || proxyUrl === undefined) throw new Error("nothing to edit");
  const key = `key-${random(30)}`;
  const edits: readonly (() => Promise<ConfigChanged | ConfigReplaced>)[] = [
    () => changeSetting(document, setting, valueFor(setting.type, random)),
    () => resetSetting(document, proxyUrl),
    () => changeConfig(document, (now) => apiKeys.replace(now, [`anchor-key`, key, `key-${random(30)}`])),
    () => changeConfig(document, (now) => apiKeys.change(now, { index: 1, value: key, old: null, new: null })),
    () => changeConfig(document, (now) => apiKeys.remove(now, { index: 1 + random(3), value: null })),
    () =>
      changeConfig(document, (now) =>
        apiKeys.change(now, { index: null, value: null, old: `key-${random(30)}`, new: key }),
      ),
    () => changeConfig(document, (now) => generativeLanguageKeys.replace(now, ["anchor-gemini", key])),
    () =>
      changeConfig(document, (now) =>
        generativeLanguageKeys.change(now, { index: 1 + random(2), value: key, old: null, new: null }),
      ),
    () => changeConfig(document, (now) => generativeLanguageKeys.remove(now, { index: 1 + random(3), value: null })),
    () =>
      changeConfig(document, (now) =>
        changeUpstreamEntry(now, list, {
          index: random(3),
          identity: null,
          baseUrl: null,
          value: { priority: random(9), prefix: `p${random(9)}`, headers: { "X-A": key } },
        }),
      ),
    () =>
      changeConfig(document, (now) =>
        removeUpstreamEntry(now, list, { index: 1 + random(3), identity: null, baseUrl: null }),
      ),
    () =>
      changeConfig(document, (now) => {
        const vertex = UPSTREAM_LISTS.find(({ name }) => name === "vertex-api-key") ?? list;
        return replaceUpstreamList(now, vertex, [{ "api-key": key, models: [{ name: "m", alias: "a" }] }]);
      }),
    // As panels do it: all is read, one thing changed, all written back.
    () =>
      changeConfig(document, (now) => {
        const [first = {}, ...others] = readUpstreamList(now, list, () => new Map());
        return replaceUpstreamList(now, list, [{ ...first, priority: random(9) }, ...others, { "api-key": key }]);
      }),
    () =>
      changeConfig(document, (now) =>
        changeProvider(now, EXCLUDED_MODELS, { provider: `p${random(5)}`, entries: random(2) === 0 ? [] : [key] }),
      ),
    () =>
      changeConfig(document, () =>
        replaceProviderMap(EXCLUDED_MODELS, { codex: ["*-mini"], [`p${random(5)}`]: [key] }),
      ),
    () => changeConfig(document, () => replaceProviderMap(MODEL_ALIASES, { claude: [{ name: key, alias: "a" }] })),
    // An editor's page: the file is read, a value changed in it, the whole sent back.
    () => replaceConfig(document, document.text().replace(/^debug: \w+/m, `debug: ${random(2) === 0}`), NO_PASSWORDS),
  ];
  // Some hit nothing; none may fail for another reason.
  expect(["changed", "replaced", "not_found", "refused"]).toContain(
    (await edits[random(edits.length)]?.())?.kind ?? "",
  );
}

const NO_PASSWORDS = { verify: async () => false };

function valueFor(type: "boolean" | "number" | "string", random: (most: number) => number): unknown {
  if (type === "boolean") return random(2) === 0;
  if (type === "number") return random(9);
  return ["rr", "fill-first", "http://127.0.0.1:3128", "", "usage-weighted"][random(5)];
}

/** The same numbers every time (mulberry32). */
function randomFrom(seed: number): (most: number) => number {
  let state = seed;
  return (most) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % most;
  };
}

interface Disk {
  text: string;
  failure: Error | null;
}

async function opened(text: string): Promise<{ readonly document: ConfigDocument; readonly disk: Disk }> {
  const disk: Disk = { text, failure: null };
  const files: ConfigFiles = {
    read: async () => disk.text,
    async write(_path, next) {
      if (disk.failure !== null) throw disk.failure;
      disk.text = next;
      return true;
    },
    ensureFolder: async () => undefined,
    watch: () => () => undefined,
  };
  return { document: await openConfigDocument({ path: "/data/config.yaml", files }), disk };
}
