// Every check of this repository, one after the other, a line each; what a failing one printed is shown in full.
//
//   npm test                                all of them
//   npm test -- --verbose                   show the tests' output as it comes
//   npm test -- --only=types,lint           some of them: format, types, lint, dead-code, tests, browser
//
// The last line is `N passed, N failed[, N skipped]`: a test counts as one, so does every other check.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Longer than any honest run: a test that hangs must not hang the build. */
const TIME_LIMIT_MS = 17 * 60_000;
/** A journey starts processes and speaks through sockets, on machines that may have one busy core. */
const TEST_TIMEOUT_MS = 20_000;
/** A browser starts in seconds where the machine is busy. */
const BROWSER_TEST_TIMEOUT_MS = 60_000;

const tool = (name) => join(root, "node_modules", ".bin", name);
const checks = [
  { name: "format", command: [tool("oxfmt"), "--check"] },
  { name: "types", command: [tool("tsc"), "-p", "."] },
  { name: "page types", command: [tool("tsc"), "-p", "dashboard"] },
  { name: "lint", command: [tool("oxlint"), "--type-aware", "--deny-warnings"] },
  { name: "dead-code", command: [tool("knip"), "--no-progress"] },
  {
    name: "tests",
    // Journeys wait more than they work: three files at a time.
    command: [
      ...[join(root, "bin", "bun"), "test", `--timeout=${TEST_TIMEOUT_MS}`, "--parallel=3"],
      ...["--path-ignore-patterns=test/browser/**", "./src", "./test", "./bench"],
    ],
    count: countTests,
    streams: true,
    // Without the tests that passed, a failure is found in the output.
    quietly: ["--only-failures"],
  },
  {
    name: "browser",
    // A page is timed as its reader would see it: nothing else runs beside it.
    command: [join(root, "bin", "bun"), "test", `--timeout=${BROWSER_TEST_TIMEOUT_MS}`, "./test/browser"],
    count: countTests,
    streams: true,
    quietly: ["--only-failures"],
  },
];

const options = readOptions();
const total = { passed: 0, failed: 0, skipped: 0 };
for (const check of checks.filter(({ name }) => options.only.includes(name))) {
  const counts = await run(check);
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
}
console.log(summary(total));
process.exitCode = total.failed === 0 ? 0 : 1;

async function run(check) {
  const started = Date.now();
  const streaming = options.verbose && check.streams === true;
  const result = await execute(streaming ? check.command : [...check.command, ...(check.quietly ?? [])], streaming);
  const counts = check.count ? check.count(result) : countOne(result);
  const seconds = `${((Date.now() - started) / 1000).toFixed(1)} s`.padStart(8);
  const detail = check.count ? `  ${summary(counts)}` : "";
  if (counts.failed > 0 && !streaming) {
    const shown = result.output.trimEnd();
    // Some tools colour their output under CI, whatever they are told.
    console.log(process.stdout.isTTY ? shown : withoutColours(shown));
  }
  console.log(`${counts.failed === 0 ? "ok  " : "FAIL"}  ${check.name.padEnd(10)}${seconds}${detail}`);
  return counts;
}

function execute([command, ...args], streaming) {
  return new Promise((resolve) => {
    let output = "";
    const child = spawn(command, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"], env: environment() });
    const limit = setTimeout(() => {
      output += `\nerror: stopped after ${TIME_LIMIT_MS / 60_000} minutes\n`;
      child.kill("SIGKILL");
    }, TIME_LIMIT_MS);
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (chunk) => {
        output += chunk;
        if (streaming) process.stdout.write(chunk);
      });
    }
    child.on("error", (error) => {
      clearTimeout(limit);
      const hint = existsSync(command) ? "" : "\nhint: run 'node scripts/setup.mjs --dev'";
      resolve({ code: -1, output: `error: cannot start ${command}: ${error.message}${hint}\n` });
    });
    // "exit", not "close": a process that a killed test left behind may hold the pipe open for ever.
    child.on("exit", (code) => {
      clearTimeout(limit);
      setTimeout(() => resolve({ code: code ?? -1, output }), 50);
    });
  });
}

/** Colours where a person reads them, none in a pipe or a log. */
function environment() {
  return process.stdout.isTTY ? { ...process.env, FORCE_COLOR: "1" } : { ...process.env, NO_COLOR: "1" };
}

function countOne({ code }) {
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
}

/** Bun's closing lines: ` 12 pass`, ` 1 skip`, ` 1 todo`, ` 2 fail` (a file that cannot be loaded is among these). */
function countTests({ code, output }) {
  const plain = withoutColours(output);
  const number = (word) => Number([...plain.matchAll(new RegExp(`^ (\\d+) ${word}$`, "gm"))].at(-1)?.[1] ?? 0);
  const counts = { passed: number("pass"), failed: number("fail"), skipped: number("skip") + number("todo") };
  // A crash, a time-out or an empty suite leaves no failing test behind, and is a failure all the same.
  if (counts.failed === 0 && (code !== 0 || counts.passed === 0)) counts.failed = 1;
  return counts;
}

function withoutColours(text) {
  // oxlint-disable-next-line no-control-regex -- escape sequences begin with one
  return text.replaceAll(/\x1b\[[0-9;]*m/g, "");
}

function summary({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped === 0 ? "" : `, ${skipped} skipped`}`;
}

function readOptions() {
  const names = checks.map(({ name }) => name);
  try {
    const { values } = parseArgs({
      options: { verbose: { type: "boolean", default: false }, only: { type: "string", default: names.join(",") } },
    });
    const only = values.only.split(",");
    const unknown = only.filter((name) => !names.includes(name));
    if (unknown.length > 0) throw new Error(`no check is called ${unknown.join(", ")}`);
    return { verbose: values.verbose, only };
  } catch (error) {
    console.error(`error: ${error.message}\nhint: --verbose, --only=${names.join(",")}`);
    process.exit(2);
  }
}
