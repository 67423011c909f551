// Bundles the program into dist/ where its sources have changed since the last time: it then starts in half the time and
// takes a seventh less memory (docs/decisions/0012-a-bundled-program.md). Runs before `npm start`, `npm run demo` and
// `npm test`; bin/switchyard runs what it makes as long as no source is newer, and the sources otherwise.
//
//   bin/bun scripts/build-program.ts

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { utimesSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

const root = dirname(import.meta.dir);
const target = join(root, "dist");
const stampFile = join(target, ".built-from");
/** dist/ is laid out as src/ is: where a module looks for its neighbours they are, also from a part. */
const PARTS = "wiring";
/** A gateway that runs from an earlier build still loads parts of that one: what no build has had for so long goes. */
const KEPT_MS = 7 * 86_400_000;

const startedAt = new Date();
try {
  const wanted = hashOfSources();
  if (!existsSync(stampFile) || readFileSync(stampFile, "utf8") !== wanted) await build(wanted);
  // The launcher goes by this time: a source that is changed while this runs is newer.
  utimesSync(stampFile, startedAt, startedAt);
} catch (error) {
  const code = error instanceof Error && "code" in error ? error.code : null;
  // In a folder that is for reading alone the sources do as well, more slowly.
  if (code !== "EACCES" && code !== "EPERM" && code !== "EROFS") throw error;
}

async function build(wanted: string): Promise<void> {
  const aside = join(root, `dist.${process.pid}`);
  try {
    mkdirSync(aside);
    await bundle(aside);
    // Parts are named by what they hold; the entries, which name the parts, come last.
    const names = filesIn(aside).map((file) => relative(aside, file));
    for (const name of names.toSorted((a, b) => Number(isPart(b)) - Number(isPart(a)))) {
      mkdirSync(dirname(join(target, name)), { recursive: true });
      renameSync(join(aside, name), join(target, name));
    }
    writeFileSync(stampFile, wanted);
    for (const file of filesIn(target)) {
      if (statSync(file).mtimeMs < startedAt.getTime() - KEPT_MS) rmSync(file);
    }
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

async function bundle(outdir: string): Promise<void> {
  await Bun.build({
    entrypoints: ["src/main.ts", "src/config/config-text-thread.ts", "src/store/sqlite/checkpoint-thread.ts"].map(
      (file) => join(root, file),
    ),
    root: join(root, "src"),
    outdir,
    naming: { entry: "[dir]/[name].[ext]", chunk: `${PARTS}/[name]-[hash].[ext]` },
    target: "bun",
    // What a command does not need it does not load.
    splitting: true,
    // Names stay: they are read in traces, whose files and lines come from the source maps.
    minify: { whitespace: true, syntax: true },
    sourcemap: "linked",
    plugins: [
      {
        name: "zod speaks English",
        // It carries its words in fifty languages, a third of a megabyte; `z.locales` has the one that is used.
        setup(builder) {
          builder.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
            contents: 'export { default as en } from "./en.js";',
            loader: "js",
          }));
        },
      },
    ],
  });
}

function isPart(name: string): boolean {
  return dirname(name) === PARTS;
}

/** Of every file that the build reads, and of the versions that build it. */
function hashOfSources(): string {
  const hash = createHash("sha256");
  const files = ["src", "contract", "data"].flatMap((folder) => filesIn(join(root, folder)));
  const made = ["package.json", "package-lock.json", "scripts/build-program.ts"].map((file) => join(root, file));
  for (const file of [...files, ...made]) {
    if (file.endsWith(".test.ts")) continue;
    hash.update(relative(root, file)).update("\0").update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}
