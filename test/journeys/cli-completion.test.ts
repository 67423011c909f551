// The completion of each shell, asked in the shell itself: commands, flags, their values, and the accounts that there are.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { runCli } from "../support/run-cli.ts";
import { runAtTerminal } from "../support/terminal-run.ts";
import { startWorld, type World } from "../support/world.ts";

const ROOT = join(import.meta.dir, "..", "..");
const SLOW_MS = 30_000;

let home = "";
let env: Record<string, string> = {};
let world: World;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "switchyard-shell-"));
  world = await startWorld({
    started: false,
    accounts: [{}, { file: { label: "work" } }],
    config: { "api-keys": ["k"] },
  });
  const bin = join(home, "bin");
  await mkdir(bin);
  // Under its own name on the path, as it is installed.
  await writeFile(join(bin, "switchyard"), `#!/bin/sh\nexec ${join(ROOT, "bin", "switchyard")} "$@"\n`);
  await chmod(join(bin, "switchyard"), 0o755);
  env = { HOME: home, SWITCHYARD_HOME: world.dataDir, PATH: `${bin}:${process.env["PATH"] ?? ""}` };
  for (const shell of ["bash", "zsh", "fish"]) {
    const { out, code } = await runCli(["completion", shell], { env });
    expect(code).toBe(0);
    await writeFile(join(home, `completion.${shell}`), out);
  }
}, SLOW_MS);
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await rm(home, { recursive: true, force: true });
});

function said(command: readonly string[]): readonly string[] {
  const { stdout, stderr } = Bun.spawnSync([...command], { env });
  expect(stderr.toString()).toBe("");
  return stdout.toString().trimEnd().split("\n").toSorted();
}

/** What readline would be offered. */
function bash(line: string): readonly string[] {
  const script = `source ${home}/completion.bash; COMP_LINE=$1; COMP_POINT=\${#1}; _switchyard; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return said(["bash", "-c", script, "bash", line]);
}

function fish(line: string): readonly string[] {
  const found = said(["fish", "--no-config", "-c", `source ${home}/completion.fish; complete -C "$argv[1]"`, line]);
  return found.map((one) => one.split("\t")[0] ?? "");
}

const SHELLS = [
  ["bash", bash],
  ["fish", fish],
] as const;

describe.each(SHELLS)("%s", (shell, complete) => {
  const isThere = Bun.which(shell) !== null;

  test.skipIf(!isThere)("knows commands and those below them, but no hidden one", () => {
    expect(complete("switchyard ex")).toEqual(["explain", "export"]);
    expect(complete("switchyard alias ")).toEqual(expect.arrayContaining(["set", "clear"]));
    expect(complete("switchyard complete-")).not.toContain("complete-accounts");
  });

  test.skipIf(!isThere)("knows flags and the values of those that have a choice", () => {
    expect(complete("switchyard connect --un")).toEqual(["--undo"]);
    expect(complete("switchyard connect env --shell z")).toEqual(["zsh"]);
    expect(complete("switchyard connect --url http://x c")).toEqual(["claude", "codex"]);
    expect(complete("switchyard connect codex c")).not.toContain("claude");
  });

  test.skipIf(!isThere)(
    "knows the accounts, by alias or e-mail, also of another data folder",
    () => {
      expect(complete("switchyard switch w")).toEqual(["work"]);
      expect(complete("switchyard requests --account ")).toEqual(["ada@example.com", "work"]);
      expect(complete(`switchyard remove work --data-dir ${world.dataDir} w`)).toEqual(["work"]);
      expect(complete(`switchyard remove --data-dir ${home} w`)).not.toContain("work");
    },
    SLOW_MS,
  );
});

test(
  "bash puts an e-mail together that is begun before its @",
  async () => {
    const shell = runAtTerminal(["--norc", "--noprofile", "-i"], { env: { ...env, PS1: "> " }, program: "bash" });
    shell.press(`source ${home}/completion.bash\nprintf '<%s>\\n' switchyard-is-ready\n`);
    await shell.shows("<switchyard-is-ready>");
    shell.press("switchyard() { printf '<%s>\\n' \"$*\"; }\n");
    shell.press("switchyard switch ada@ex\t\n");
    await shell.shows("<switch ada@example.com>");
    shell.press("exit\n");
    expect(await shell.ended()).toBe(0);
  },
  SLOW_MS,
);

test.skipIf(Bun.which("zsh") === null)(
  "zsh completes commands, values and accounts at its prompt",
  async () => {
    const shell = runAtTerminal(["-f", "-i"], { env: { ...env, PS1: "> " }, program: "zsh" });
    shell.press(`autoload -U compinit; compinit -u -D; source ${home}/completion.zsh; print '<ready''>'\n`);
    await shell.shows("<ready>");
    shell.press('switchyard() { print "<$*>" }\n');
    for (const [typed, whole] of [
      ["switchyard expl\tx", "<explain x>"],
      ["switchyard connect --un\t", "<connect --undo>"],
      ["switchyard connect env --shell fi\t", "<connect env --shell fish>"],
      ["switchyard switch ada@\t", "<switch ada@example.com>"],
    ] as const) {
      shell.press(`${typed}\n`);
      await shell.shows(whole);
    }
    shell.press("exit\n");
    expect(await shell.ended()).toBe(0);
  },
  SLOW_MS,
);

test("looking for accounts makes nothing and says nothing where there is nothing", async () => {
  const empty = join(home, "empty");
  const { code, out, err } = await runCli(["complete-accounts", "--data-dir", empty], { env });
  expect([code, out, err]).toEqual([0, "", ""]);
  expect(await readdir(home)).not.toContain("empty");
});
