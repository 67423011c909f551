// Builds the dashboard where its sources have changed since the last build. Runs before `npm start`, `npm run demo` and
// `npm test`; costs some milliseconds when there is nothing to do, a few seconds otherwise.
//
//   node scripts/build-dashboard.mjs

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, "dashboard");
const target = join(source, "dist");
const stampFile = join(target, ".built-from");

const wanted = hashOfSources();
if (!existsSync(stampFile) || readFileSync(stampFile, "utf8") !== wanted) build();

/** Aside first: a gateway that runs from the last build never sees half of the next. */
function build() {
  const aside = join(source, `dist.${process.pid}`);
  const vite = join(root, "node_modules", "vite", "bin", "vite.js");
  const done = spawnSync(process.execPath, [vite, "build", source, "--outDir", aside, "--logLevel", "warn"], {
    stdio: ["ignore", "ignore", "pipe"],
    encoding: "utf8",
  });
  if (done.status !== 0) {
    rmSync(aside, { recursive: true, force: true });
    process.stderr.write(`error: the dashboard could not be built\n${done.stderr}\n`);
    process.exitCode = 1;
    return;
  }
  writeFileSync(join(aside, ".built-from"), wanted);
  rmSync(target, { recursive: true, force: true });
  renameSync(aside, target);
}

/** Of every file that the build reads, and of the versions that build it. */
function hashOfSources() {
  const hash = createHash("sha256");
  for (const file of [
    ...filesIn(source),
    ...filesIn(join(root, "contract")),
    ...filesIn(join(root, "src", "domain")),
  ]) {
    hash.update(relative(root, file)).update("\0").update(readFileSync(file)).update("\0");
  }
  return hash.update(readFileSync(join(root, "package-lock.json"))).digest("hex");
}

function filesIn(folder) {
  return readdirSync(folder)
    .filter((name) => !name.startsWith("dist") && !name.endsWith(".test.ts"))
    .toSorted()
    .flatMap((name) => {
      const path = join(folder, name);
      return statSync(path).isDirectory() ? filesIn(path) : [path];
    });
}
