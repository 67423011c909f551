// The program itself, its data folder, who may read it, and how much room is left.

import type { PlaceFacts, RuntimeFacts } from "./facts.ts";
import { broken, type Finding, ok, warning } from "./finding.ts";

const OTHERS = 0o077;
const MIB = 1_048_576;
const LITTLE_ROOM = 1024 * MIB;
const NO_ROOM = 100 * MIB;

export function checkRuntime({ running, pinned, program }: RuntimeFacts): Finding {
  return running === pinned
    ? ok("runtime", `switchyard ${program} runs on Bun ${running}`)
    : warning(
        "runtime",
        `Bun ${running} runs this, and it is tested with ${pinned}`,
        "start it by bin/switchyard, after `npm ci`",
      );
}

export function checkPlace(place: PlaceFacts): readonly Finding[] {
  const { dataDir, kind, isWritable } = place;
  if (kind === "missing") {
    return [
      warning(
        "data-folder",
        `there is no data folder ${dataDir} yet`,
        "`switchyard serve` or `switchyard login` makes it",
      ),
    ];
  }
  if (kind === "other")
    return [broken("data-folder", `${dataDir} is no folder`, "move it away, or give another one with --data-dir")];
  return [
    isWritable
      ? ok("data-folder", `data folder ${dataDir}`)
      : broken(
          "data-folder",
          `${dataDir} cannot be written`,
          "mend its owner or its permissions: what is refreshed must be kept",
        ),
    checkPermissions(place),
    ...checkRoom(place),
    ...checkLeftOvers(place),
  ];
}

/** Files hold secrets; an open folder alone shows names. */
function checkPermissions({ entries }: PlaceFacts): Finding {
  const open = entries.filter(({ mode }) => (mode & OTHERS) !== 0);
  const files = open.filter(({ kind }) => kind === "file");
  const [shown] = files.length > 0 ? files : open;
  if (shown === undefined) return ok("permissions", "nobody else may read what is in it");
  const others = open.length === 1 ? "" : ` and ${open.length - 1} more`;
  const message = `others on this computer may read ${shown.path}${others}`;
  const advice = "`switchyard doctor --fix` takes that away (files 0600, folders 0700)";
  return files.length > 0 ? broken("permissions", message, advice) : warning("permissions", message, advice);
}

function checkRoom({ freeBytes }: PlaceFacts): readonly Finding[] {
  if (freeBytes === null) return [];
  const left = `${inWords(freeBytes)} free on its disk`;
  if (freeBytes < NO_ROOM) return [broken("disk-space", left, "make room: refreshed tokens must be written")];
  if (freeBytes < LITTLE_ROOM) return [warning("disk-space", left, "make room, or keep records for fewer days")];
  return [ok("disk-space", left)];
}

function checkLeftOvers({ leftOvers }: PlaceFacts): readonly Finding[] {
  const [first] = leftOvers;
  if (first === undefined) return [];
  const what =
    leftOvers.length === 1 ? `a left-over file: ${first}` : `${leftOvers.length} left-over files: ${first}, ...`;
  return [warning("left-overs", what, "`switchyard doctor --fix` removes them")];
}

/** `1.5 GiB` */
export function inWords(bytes: number): string {
  const units = ["KiB", "MiB", "GiB", "TiB"];
  let size = bytes / 1024;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${size < 10 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`;
}
