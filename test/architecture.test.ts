// Holds the house together: who may import whom, where time, chance, SQL and sockets live, and how files are named.
// The room table below is the one of docs/architecture.md; a wrong import fails here with its file and line.

import { expect, test } from "bun:test";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, normalize, relative } from "node:path";

import { lineAt, sourceText } from "./support/source-text.ts";

interface Room {
  /** Rooms whose values and types it may import, beside its own. */
  readonly imports: readonly string[];
  /** Rooms that it may import types from, and no more. */
  readonly types?: readonly string[];
}

const ROOMS: Readonly<Record<string, Room>> = {
  domain: { imports: [] },
  exchange: { imports: ["domain"] },
  dialects: { imports: ["domain", "exchange"] },
  wire: { imports: ["domain"] },
  providers: { imports: ["domain", "exchange", "dialects"], types: ["wire"] },
  // The pool refreshes tokens and polls quotas through the provider interface, which speaks in wire's types.
  pool: { imports: ["domain"], types: ["providers", "wire"] },
  proxy: { imports: ["domain", "exchange", "dialects", "providers", "pool"], types: ["wire", "telemetry", "config"] },
  logins: { imports: ["domain", "providers", "config", "pool"], types: ["wire", "contract"] },
  management: { imports: ["domain", "providers", "config", "pool"], types: ["wire", "contract"] },
  store: { imports: ["domain"] },
  config: { imports: ["domain"] },
  telemetry: { imports: ["domain"] },
  platform: { imports: ["domain"] },
  // A front door names the dialect of a path, shows what the pool has left, and reads the settings that concern it.
  server: {
    imports: ["domain", "proxy", "management", "logins", "contract", "telemetry"],
    types: ["dialects", "pool", "config"],
  },
  cli: { imports: ["domain", "management", "logins", "contract"], types: ["config"] },
  sandbox: { imports: ["domain", "dialects"] },
  contract: { imports: ["domain"] },
  dashboard: { imports: ["domain", "contract"] },
};

/** They see everyone: the wiring, the tests, the benchmarks. Nobody but the last two imports them. */
const OUTSIDE = new Set(["main.ts", "wiring", "test", "bench"]);

/** Folders of which every one is closed: only its own files, the wiring and the tests see inside. */
const CLOSED_FOLDERS = "providers";
/** Except one: what several of them need. */
const SHARED = "shared";

/** What a library or module does that only some rooms may do. */
const LIBRARIES: readonly { readonly name: RegExp; readonly rooms: readonly string[] }[] = [
  { name: /^(bun:sqlite|kysely(\/.*)?|pg)$/, rooms: ["store"] },
  { name: /^proxy-chain$/, rooms: ["wire"] },
  { name: /^commander$/, rooms: ["cli"] },
  { name: /^node:(http|https|http2|net|tls|dgram)$/, rooms: ["wire", "server", "sandbox"] },
  { name: /^node:(timers|perf_hooks)(\/.*)?$/, rooms: ["platform"] },
];
/** What anybody may take of those: recognising an address opens no socket, giving way to the event loop is no timer. */
const HARMLESS: readonly (readonly [RegExp, RegExp])[] = [
  [/^node:net$/, /^\{( (isIP|isIPv4|isIPv6|BlockList),?)+ \}$/],
  [/^node:timers\/promises$/, /^\{ setImmediate( as \w+)?,? \}$/],
];
/** The rooms without any library, not even the runtime's. */
const PURE_ROOMS = new Set(["domain", "exchange", "dialects"]);

const WORDS: readonly { readonly what: string; readonly word: RegExp; readonly rooms: readonly string[] }[] = [
  { what: "reads the clock", word: /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.now\b/g, rooms: ["platform"] },
  {
    what: "sets a timer",
    word: /(?<![.\w])(?:globalThis\.)?(?:setTimeout|setInterval)\b|\bBun\.sleep|\bAbortSignal\.timeout\b/g,
    rooms: ["platform"],
  },
  {
    what: "draws a random value",
    word: /\bMath\.random\b|\brandomUUID|\brandomBytes\b|\brandomInt\b|\bgetRandomValues\b/g,
    rooms: ["platform"],
  },
  {
    what: "opens an outgoing connection",
    word: /(?<![.\w])(?:globalThis\.)?fetch\(|\bBun\.fetch\b|\bnew WebSocket\b|\bBun\.connect\b|\bnew EventSource\b/g,
    rooms: ["wire"],
  },
  { what: "listens", word: /\bBun\.(?:serve|listen)\b/g, rooms: ["server", "sandbox"] },
  { what: "uses SQL", word: /\bBun\.(?:sql|SQL)\b/g, rooms: ["store"] },
];

const STYLE: readonly { readonly what: string; readonly word: RegExp }[] = [
  { what: "has a default export", word: /\bexport\s+default\b|\bas\s+default\b/g },
  { what: "declares an enum", word: /\benum\s+\w+\s*\{/g },
  { what: "says any", word: /(?:[:<,|&(=]|\bas|\bextends)\s*any\b(?=\s*(?:[,;)>\]|&={}[]|$))/gm },
  { what: "asserts with !", word: /[\w)\]]!(?=[.[;,)\]}:?]|\(|\s*$| (?:as|in|of|&&|\|\||\?\?|[-+*/<>?]))/gm },
];

const MAX_LINES = 300;
const MAX_TEST_LINES = 600;

const root = dirname(import.meta.dir);
const files = ["src", "contract", "dashboard", "test", "bench"].flatMap((folder) => sourceFiles(join(root, folder)));
const product = files.filter((file) => !file.isTest);

test("a room imports only the rooms that the table allows", () => {
  expect(
    importsOf(product).flatMap(({ file, target, where, typeOnly }) => {
      const from = ROOMS[file.room];
      if (from === undefined) return OUTSIDE.has(file.room) ? [] : [`${where} ${file.room} is not in the room table`];
      // Data, such as package.json and data/, belongs to no room.
      const to = target === null || target.endsWith(".json") ? file.room : roomOf(target);
      if (to === file.room || from.imports.includes(to)) return [];
      if (!from.types?.includes(to)) return [`${where} ${file.room} must not import ${to}`];
      return typeOnly ? [] : [`${where} ${file.room} may import types from ${to}, and no values`];
    }),
  ).toEqual([]);
});

test("every room of src is in the table", () => {
  const folders = readdirSync(join(root, "src"));
  expect(folders.filter((name) => ROOMS[name] === undefined && !OUTSIDE.has(name))).toEqual([]);
});

test("the product does not use what is made for tests", () => {
  expect(
    importsOf(product)
      .filter(({ target }) => target?.endsWith("/testing.ts"))
      .map(({ where, specifier }) => `${where} imports ${specifier}`),
  ).toEqual([]);
});

test("a provider's folder is closed: other providers and other rooms know the interface alone", () => {
  expect(
    importsOf(product).flatMap(({ file, target, where }) => {
      const folder = target === null ? null : closedFolderOf(target);
      if (folder === null || folder === closedFolderOf(file.path) || OUTSIDE.has(file.room)) return [];
      return [`${where} looks into ${folder}`];
    }),
  ).toEqual([]);
});

test("a library is used only in the room that it belongs to", () => {
  expect(
    importsOf(product).flatMap(({ file, specifier, target, where, names }) => {
      if (target !== null) return [];
      if (PURE_ROOMS.has(file.room)) return [`${where} ${file.room} is pure and must not import ${specifier}`];
      if (HARMLESS.some(([module, part]) => module.test(specifier) && part.test(names))) return [];
      const owned = LIBRARIES.find(({ name }) => name.test(specifier));
      return owned === undefined || owned.rooms.includes(file.room)
        ? []
        : [`${where} ${specifier} belongs to ${owned.rooms.join(", ")}`];
    }),
  ).toEqual([]);
});

test("time, chance, sockets and SQL each have one room", () => {
  const inside = product.filter(({ path }) => path.startsWith("src/"));
  expect(
    WORDS.flatMap(({ what, word, rooms }) =>
      findings(
        inside.filter(({ room }) => !rooms.includes(room)),
        word,
        `${what}: that is for ${rooms.join(", ")}`,
      ),
    ),
  ).toEqual([]);
});

test("no default exports, enums, any, or non-null assertions", () => {
  // Vite finds its configuration by its default export.
  const judged = files.filter(({ path }) => path !== "dashboard/vite.config.ts");
  expect(STYLE.flatMap(({ what, word }) => findings(judged, word, what))).toEqual([]);
});

test("no feature of the dashboard imports another, and nothing below them imports one", () => {
  const featureOf = (path: string): string | null => /^dashboard\/features\/([^/]+)\//.exec(path)?.[1] ?? null;
  expect(
    importsOf(product).flatMap(({ file, target, where }) => {
      const feature = target === null ? null : featureOf(target);
      const isOwn = feature === featureOf(file.path) || file.path.startsWith("dashboard/app/");
      return feature === null || isOwn ? [] : [`${where} imports the feature ${feature}`];
    }),
  ).toEqual([]);
});

test("file names are kebab-case and no file is a barrel", () => {
  expect(
    files.flatMap(({ path }) => {
      const name = basename(path);
      if (/^index\.tsx?$/.test(name)) return [`${path}:1 is a barrel: import from the file that has it`];
      return /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*\.tsx?$/.test(name)
        ? []
        : [`${path}:1 is not kebab-case`];
    }),
  ).toEqual([]);
});

test("a file is short enough to read in one go", () => {
  expect(
    files.flatMap(({ path, isTest, source }) => {
      const lines = source.trimEnd().split("\n").length;
      const limit = isTest ? MAX_TEST_LINES : MAX_LINES;
      return lines <= limit ? [] : [`${path}:${limit + 1} has ${lines} lines, ${limit} is the limit`];
    }),
  ).toEqual([]);
});

test("the lint configuration holds the same room table", () => {
  const configuration: unknown = JSON.parse(readFileSync(join(root, ".oxlintrc.json"), "utf8"));
  const rooms = Object.keys(ROOMS).filter((room) => room !== "dashboard" && room !== "contract");
  expect(configuration).toMatchObject({ overrides: expect.arrayContaining(rooms.map(lintOverride)) });
});

interface SourceFile {
  readonly path: string;
  readonly room: string;
  /** Tests, a room's helpers for its own tests (testing.ts), test/ and bench/ may use whatever they need. */
  readonly isTest: boolean;
  readonly source: string;
  readonly code: string;
  readonly withStrings: string;
}

interface Import {
  readonly file: SourceFile;
  readonly specifier: string;
  /** The imported file's path from the root; null for a library. */
  readonly target: string | null;
  readonly typeOnly: boolean;
  readonly names: string;
  readonly where: string;
}

function sourceFiles(folder: string): SourceFile[] {
  if (statSync(folder, { throwIfNoEntry: false }) === undefined) return [];
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).toSorted();
  return names
    .filter((name) => /\.tsx?$/.test(name) && !/(^|\/)(node_modules|dist|fixtures)\//.test(name))
    .map((name) => {
      const source = readFileSync(join(folder, name), "utf8");
      const path = relative(root, join(folder, name));
      const isTest = /(\.test|\/testing)\.tsx?$/.test(path) || /^(test|bench)\//.test(path);
      return { path, room: roomOf(path), isTest, source, ...sourceText(source) };
    });
}

function roomOf(path: string): string {
  const [first = "", second = ""] = path.split("/");
  return first === "src" ? second : first;
}

function closedFolderOf(path: string): string | null {
  const [, room, folder, inside] = path.split("/");
  const isClosed = room === CLOSED_FOLDERS && inside !== undefined && folder !== SHARED;
  return isClosed ? `${CLOSED_FOLDERS}/${folder}` : null;
}

const STATEMENT = /\b(?:import|export)\s+(type\s+)?([\w*{][^"';=()]*?)\s*\bfrom\s*["']([^"']+)["']/g;
const BARE_OR_DYNAMIC = /\bimport()()\s*\(?\s*["']([^"']+)["']/g;

function importsOf(sources: readonly SourceFile[]): Import[] {
  return sources.flatMap((file) =>
    [STATEMENT, BARE_OR_DYNAMIC]
      .flatMap((pattern) => [...file.withStrings.matchAll(pattern)])
      // A sentence inside a string can look like an import.
      .filter((match) => file.code[match.index] !== " ")
      .map((match) => {
        const [, type, names = "", specifier = ""] = match;
        const target = specifier.startsWith(".") ? normalize(join(dirname(file.path), specifier)) : null;
        const where = `${file.path}:${lineAt(file.source, match.index)}`;
        return { file, specifier, target, typeOnly: Boolean(type), names: names.replaceAll(/\s+/g, " "), where };
      }),
  );
}

function findings(sources: readonly SourceFile[], word: RegExp, what: string): string[] {
  return sources.flatMap(({ path, code }) =>
    [...code.matchAll(word)].map((match) => `${path}:${lineAt(code, match.index)} ${what}`),
  );
}

/** What .oxlintrc.json says about a room, so that an editor tells at once what this file tells at the end. */
function lintOverride(room: string): unknown {
  const { imports, types = [] } = ROOMS[room] ?? { imports: [] };
  const never = Object.keys(ROOMS).filter(
    (other) => other !== room && !imports.includes(other) && !types.includes(other),
  );
  const pattern = (rooms: readonly string[]): string => `^(\\.\\./)+(${rooms.join("|")})/`;
  const patterns = [
    { regex: pattern(never), message: `${room} must not import this room: see docs/architecture.md` },
    ...(types.length === 0
      ? []
      : [
          {
            regex: pattern(types),
            message: `${room} may import types from this room, and no values`,
            allowTypeImports: true,
          },
        ]),
  ];
  return { files: [`src/${room}/**`], rules: { "no-restricted-imports": ["error", { patterns }] } };
}
