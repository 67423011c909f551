// One set-up at a time in a checkout: a lock file that its owner touches while it works.

import * as fs from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";

import { SetupError } from "./setup-error.mjs";

/** A running setup touches its lock this often; one that has not been touched for longer than STALE_MS is abandoned. */
const HEARTBEAT_MS = 2_000;
const STALE_MS = 30_000;

/** Waits until no other setup runs in this checkout (`onWait` is called once if one does); the answer lets the next one in. */
export async function takeRunLock(runLock, onWait) {
  const mine = `${process.pid} ${hostname()}`;
  try {
    fs.mkdirSync(dirname(runLock), { recursive: true });
  } catch (error) {
    throw cannotWrite(runLock, error);
  }
  for (let told = false; !createExclusive(runLock, mine);) {
    if (removeAbandoned(runLock)) continue;
    if (!told) onWait();
    told = true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const heartbeat = setInterval(() => touch(runLock), HEARTBEAT_MS);
  const release = () => {
    clearInterval(heartbeat);
    fs.rmSync(runLock, { force: true });
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.once(signal, () => {
      release();
      process.kill(process.pid, signal);
    });
  }
  return release;
}

function createExclusive(path, text) {
  try {
    fs.writeFileSync(path, text, { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw cannotWrite(path, error);
  }
}

function cannotWrite(path, error) {
  return new SetupError(`cannot write in ${dirname(path)} (${error.code})`, "check who owns this folder");
}

/** Takes away a lock whose owner is gone. Renaming first lets one of several waiting runs do it. */
function removeAbandoned(runLock) {
  const seen = lockState(runLock);
  if (seen === null) return true;
  if (!seen.abandoned) return false;
  const aside = `${runLock}.${process.pid}`;
  try {
    fs.renameSync(runLock, aside);
    const taken = fs.readFileSync(aside, "utf8");
    // A newer owner came between the look and the move: give the lock back.
    if (taken !== seen.owner) fs.linkSync(aside, runLock);
  } catch (error) {
    if (error.code !== "ENOENT" && error.code !== "EEXIST") throw error;
  }
  fs.rmSync(aside, { force: true });
  return true;
}

function lockState(runLock) {
  try {
    const owner = fs.readFileSync(runLock, "utf8");
    const silentMs = Date.now() - fs.statSync(runLock).mtimeMs;
    const [pid, host] = owner.trim().split(" ");
    return { owner, abandoned: silentMs > STALE_MS || (host === hostname() && !isAlive(Number(pid))) };
  } catch (error) {
    if (error.code === "ENOENT") return null;
    throw error;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function touch(path) {
  try {
    fs.utimesSync(path, new Date(), new Date());
  } catch {
    // The lock is gone when somebody cleaned the checkout: the install itself will tell.
  }
}
