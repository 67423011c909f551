// Makes sure that the dependencies are installed and that the runtime starts. Runs before `npm start`, `npm run demo`
// and `npm test`, so it costs a few milliseconds when there is nothing to do.
//
//   node scripts/setup.mjs         what the product needs to run
//   node scripts/setup.mjs --dev   and what its checks need
//
// Plain JavaScript of 2020, without `??` and `?.`, so that an old Node reads far enough to be told that it is too old.

import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { homedir } from "node:os";
import { basename, delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { takeRunLock } from "./setup-lock.mjs";
import { SetupError } from "./setup-error.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, "node_modules");
const packageLock = join(root, "package-lock.json");
const stampFile = join(modules, ".switchyard-setup.json");
const runLock = join(root, ".cache", "setup.lock");
const launcher = join(root, "bin", "bun");
const needsDev = process.argv.includes("--dev");

main().catch((error) => {
  if (!(error instanceof SetupError)) throw error;
  say(`error: ${error.message}`);
  if (error.hint) say(`hint: ${error.hint}`);
  process.exitCode = 1;
});

async function main() {
  requirePlatform();
  const wanted = hashOfLock();
  if (isReady(wanted)) return;
  const release = await takeRunLock(runLock, () => say("Waiting for another setup to finish..."));
  try {
    // Another run may have done it while this one waited.
    if (isReady(wanted)) return;
    const installed = whatIsInstalled();
    if (installed === null || (needsDev && !installed.dev)) {
      // A full install stays a full one when the lock file changes under it.
      await install({ dev: needsDev || hadDev(), first: installed === null && !fs.existsSync(stampFile) });
    }
    requireRuntime();
    writeStamp(wanted);
  } finally {
    release();
  }
}

function requirePlatform() {
  if (Number(process.versions.node.split(".")[0]) < 20) {
    throw new SetupError(
      `Node ${process.versions.node} is too old: version 20 or later is needed`,
      "install a newer Node, then run this again",
    );
  }
  if (process.platform === "win32") {
    throw new SetupError("Windows is not supported directly", "use WSL: Switchyard runs on Linux and macOS");
  }
  if (!fs.existsSync(packageLock)) {
    throw new SetupError("package-lock.json is missing", "run this in a complete checkout");
  }
}

function hashOfLock() {
  return createHash("sha256").update(fs.readFileSync(packageLock)).digest("hex");
}

/** Node_modules as the last setup left it; the platform counts because a folder can be shared with a container. */
function isReady(wanted) {
  const stamp = readJson(stampFile);
  return (
    stamp !== null &&
    stamp.lock === wanted &&
    stamp.platform === platformName() &&
    (stamp.dev || !needsDev) &&
    fs.existsSync(join(modules, stamp.runtime))
  );
}

function hadDev() {
  const stamp = readJson(stampFile);
  return stamp !== null && stamp.dev === true;
}

/**
 * What npm itself says is in node_modules: null when something that the lock file asks for is missing or different.
 * An install made by hand (`npm ci`, `npm install`) counts, so nobody waits for a second one.
 */
function whatIsInstalled() {
  const asked = readJson(packageLock);
  const present = readJson(join(modules, ".package-lock.json"));
  if (asked === null || present === null || !asked.packages || !present.packages) return null;
  let dev = true;
  for (const [path, entry] of Object.entries(asked.packages)) {
    // Optional packages are for other platforms, or may fail to install: the runtime's is tried below.
    if (path === "" || entry.optional || entry.devOptional || entry.peer) continue;
    const found = present.packages[path];
    if (found !== undefined && found.version === entry.version && fs.existsSync(join(root, path))) continue;
    if (!entry.dev || found !== undefined) return null;
    dev = false;
  }
  return runtimeInstalled() === null ? null : { dev };
}

async function install({ dev, first }) {
  const why = first ? "first run" : dev && !hadDev() ? "for development" : "they have changed";
  const started = Date.now();
  const stopProgress = showProgress(`Installing dependencies (${why})...`);
  let result = await runNpm("ci", dev);
  // The lock file does not name everything that package.json asks for: install what it names, and find the rest.
  if (/\bEUSAGE\b/.test(result.output)) result = await runNpm("install", dev);
  stopProgress(result.code === 0 ? ` done in ${Math.round((Date.now() - started) / 1000)} s` : " failed");
  if (result.code !== 0) throw npmFailure(result);
}

function runNpm(subcommand, dev) {
  const args = [subcommand, "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"];
  if (subcommand === "install") args.push("--no-save");
  // Without a network, say so within seconds; without a change, take what the cache has.
  args.push("--prefer-offline", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000");
  // Said both ways, because NODE_ENV=production or an npm setting may say otherwise.
  args.push(dev ? "--include=dev" : "--omit=dev");
  return new Promise((resolve) => {
    const [command, before] = npmCommand();
    const child = spawn(command, [...before, ...args], {
      cwd: root,
      env: npmEnvironment(),
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const keep = (chunk) => (output = (output + chunk).slice(-20_000));
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (error) => resolve({ code: -1, output: String(error.code || error.message) }));
    child.on("close", (code) => resolve({ code: code === null ? -1 : code, output }));
  });
}

/** The npm that runs this script, when one does; else the one on the PATH. */
function npmCommand() {
  const running = process.env.npm_execpath;
  if (running && /^npm-cli\.c?js$/.test(basename(running)) && fs.existsSync(running)) {
    return [process.execPath, [running]];
  }
  return ["npm", []];
}

function npmEnvironment() {
  const env = { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH || ""}` };
  if (!isWritable(homedir()) && !env.npm_config_cache) env.npm_config_cache = join(root, ".cache", "npm");
  return env;
}

function npmFailure({ code, output }) {
  if (code === -1 && output === "ENOENT") {
    return new SetupError("npm was not found", "install npm (it comes with Node), then run this again");
  }
  const known = [
    [
      /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ERR_SOCKET_TIMEOUT)\b/,
      "the package registry cannot be reached",
      "check the network (behind a proxy set HTTPS_PROXY), then run this again",
    ],
    [/\bENOSPC\b/, "the disk is full", "free some space, then run this again"],
    [/\b(EACCES|EPERM|EROFS)\b/, `no permission to write in ${root} or in npm's cache`, "check who owns these folders"],
    [
      /\bEUSAGE\b/,
      "package.json and package-lock.json disagree",
      "run 'npm install' once and keep the changed lock file",
    ],
    [
      /\b(E401|E403)\b/,
      "the package registry refused the request",
      "check the registry and its token in your npm settings",
    ],
    [/\bE404\b/, "the package registry does not have a package", "check which registry your npm settings name"],
  ];
  const match = known.find(([pattern]) => pattern.test(output));
  const lastLines = output.trim().split("\n").slice(-12).join("\n");
  if (lastLines !== "") say(lastLines);
  if (match) return new SetupError(match[1], match[2]);
  return new SetupError("npm could not install the dependencies", "see npm's words above");
}

function requireRuntime() {
  const started = spawnSync(launcher, ["--version"], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  if (started.status === 0 && runtimeInstalled() !== null) return;
  const reason = (started.stderr || (started.error && started.error.message) || "").trim();
  if (reason !== "") say(reason);
  throw new SetupError(
    `the runtime does not start on ${platformName()}`,
    "remove node_modules and run this again; npm must not be set to omit optional dependencies",
  );
}

/** The runtime that `bin/bun` will find, as a path below node_modules; null when none of them runs. */
function runtimeInstalled() {
  const scope = join(modules, "@oven");
  const packages = fs.existsSync(scope) ? fs.readdirSync(scope).filter((name) => name.startsWith("bun-")) : [];
  const candidates = [...packages.map((name) => join("@oven", name, "bin", "bun")), join("bun", "bin", "bun.exe")];
  const runs = (path) =>
    fs.existsSync(join(modules, path)) && spawnSync(join(modules, path), ["--version"]).status === 0;
  const found = candidates.find(runs);
  return found === undefined ? null : found;
}

function writeStamp(lock) {
  const installed = whatIsInstalled();
  const stamp = {
    lock,
    dev: installed !== null && installed.dev,
    platform: platformName(),
    runtime: runtimeInstalled(),
  };
  try {
    fs.writeFileSync(`${stampFile}.new`, `${JSON.stringify(stamp)}\n`);
    fs.renameSync(`${stampFile}.new`, stampFile);
  } catch (error) {
    // A folder that this user may only read: everything is there, so the next run merely looks again.
    if (error.code !== "EACCES" && error.code !== "EROFS") throw error;
  }
}

/** One line: with the seconds running in a terminal, as plain text elsewhere. */
function showProgress(text) {
  if (!process.stderr.isTTY) {
    process.stderr.write(text);
    return (end) => process.stderr.write(`${end}\n`);
  }
  const started = Date.now();
  const draw = (end) => process.stderr.write(`\r\x1b[2K${text}${end}`);
  const timer = setInterval(() => draw(` ${Math.round((Date.now() - started) / 1000)} s`), 1_000);
  draw("");
  return (end) => {
    clearInterval(timer);
    draw(`${end}\n`);
  };
}

function readJson(path) {
  try {
    return JSON.parse(fs.readFileSync(path, "utf8"));
  } catch {
    return null;
  }
}

function isWritable(path) {
  try {
    fs.accessSync(path, fs.constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function platformName() {
  return `${process.platform}-${process.arch}`;
}

function say(line) {
  process.stderr.write(`${line}\n`);
}
