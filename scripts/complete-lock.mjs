// Names every platform's package in package-lock.json. Run it after `npm install` has changed the file.
//
// A tool with a native part depends on one optional package a platform. npm writes down only those that the registry in
// use could show at that moment, and `npm ci` then refuses the file as incomplete. The missing ones are added with the
// exact version that their tool asks for; npm fetches a platform's package on that platform alone.

import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const SYSTEMS = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];
const PROCESSORS = ["arm", "arm64", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "x64"];

const file = join(dirname(dirname(fileURLToPath(import.meta.url))), "package-lock.json");
const lock = JSON.parse(readFileSync(file, "utf8"));
const missing = Object.entries(lock.packages).flatMap(([path, entry]) =>
  Object.entries(entry.optionalDependencies ?? {})
    .filter(([name]) => !lock.packages[`${path}/node_modules/${name}`] && !lock.packages[`node_modules/${name}`])
    .map(([name, version]) => [`node_modules/${name}`, platformPackage(name, version, entry)]),
);
const known = missing.filter(([, entry]) => entry !== null);
if (known.length > 0) {
  const entries = [...Object.entries(lock.packages), ...known].toSorted(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(entries) }, null, 2)}\n`);
}
console.log(`${known.length} platform packages added to package-lock.json`);

/** What npm would have written, but for the integrity; null when the name tells no platform or the version is a range. */
function platformPackage(name, version, { dev, license, engines }) {
  const words = name.split("/").at(-1).replace("gnueabihf", "gnu").replace("musleabihf", "musl").split("-");
  const os = SYSTEMS.filter((system) => words.includes(system));
  const cpu = PROCESSORS.filter((processor) => words.includes(processor));
  // For runtimes without any of these: npm installs it nowhere by itself, and needs to be told of it all the same.
  if (words.includes("wasm32")) return { version, cpu: ["wasm32"], dev, license, optional: true, engines };
  if (os.length === 0 || cpu.length === 0 || !/^\d+\.\d+\.\d+$/.test(version)) return null;
  const libc = words.includes("musl") ? ["musl"] : words.includes("gnu") ? ["glibc"] : undefined;
  return { version, cpu, dev, libc, license, optional: true, os, engines };
}
