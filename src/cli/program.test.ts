import { describe, expect, test } from "bun:test";

import type { ImportEntry } from "../logins/import-accounts.ts";
import { CliFailure, type CliDeps } from "./deps.ts";
import { createProgram } from "./program.ts";

async function run(args: string, overrides: Partial<CliDeps> & { readonly terminal?: boolean } = {}) {
  const shown = { out: "", err: "" };
  const asked: unknown[] = [];
  const { terminal = false, ...more } = overrides;
  const answer = (options: unknown): Promise<number> => {
    asked.push(options);
    return Promise.resolve(0);
  };
  const program = createProgram({
    version: "1.2.3",
    out: { write: (text) => (shown.out += text), isTerminal: terminal, columns: terminal ? 80 : null },
    err: { write: (text) => (shown.err += text), isTerminal: terminal, columns: terminal ? 80 : null },
    input: { isTerminal: terminal, text: async () => "", onLine: () => () => undefined },
    env: {},
    serve: answer,
    sandbox: answer,
    importAccounts: () => Promise.reject(new Error("not expected")),
    resetPassword: () => Promise.reject(new Error("not expected")),
    readInput: () => Promise.reject(new Error("not expected")),
    openConfigFile: () => Promise.reject(new Error("not expected")),
    openScreen: () => Promise.resolve(null),
    accountCandidates: () => Promise.reject(new Error("not expected")),
    examine: () => Promise.reject(new Error("not expected")),
    openHands: () => Promise.reject(new Error("not expected")),
    ...more,
  });
  const exitCode = await program.run(args.split(" ").filter((arg) => arg !== ""));
  return { ...shown, exitCode, asked };
}

const importing = (...entries: readonly Partial<ImportEntry>[]): Pick<CliDeps, "importAccounts"> => ({
  importAccounts: async ({ dryRun }) => ({
    dryRun,
    entries: entries.map((entry) => ({
      source: "/in/ada.json",
      item: null,
      outcome: "imported",
      accountId: "acc_ada",
      account: "ada@example.com",
      reason: null,
      note: null,
      ...entry,
    })),
  }),
});
const SKIPPED = {
  source: "/in/bad.json",
  outcome: "skipped",
  accountId: null,
  account: null,
  reason: "it is empty",
} as const;

describe("usage", () => {
  test("the version is one line on stdout", async () => {
    expect(await run("--version")).toMatchObject({ out: "1.2.3\n", err: "", exitCode: 0 });
  });

  test("help that is asked for is on stdout and done; help for want of a command is on stderr and wrong usage", async () => {
    expect(await run("import --help")).toMatchObject({ err: "", exitCode: 0 });
    expect(await run("")).toMatchObject({ out: "", exitCode: 2 });
  });

  test.each([
    ["serv", "unknown command 'serv'", "did you mean serve?"],
    ["serve --prot 1", "unknown option '--prot'", "did you mean --port?"],
    ["serve --port 70000", "argument '70000' is invalid", "switchyard serve --help"],
    ["serve --port 1.5", "between 0 and 65535", "switchyard serve --help"],
    ["serve now", "too many arguments", "switchyard serve --help"],
    ["alias set x", "missing required argument", "switchyard alias --help"],
    ["sandbox --gateway-port 1", "needs '--with-gateway'", "switchyard sandbox --help"],
  ])("`%s` is wrong usage, told in two lines", async (args, message, hint) => {
    const { err, out, exitCode } = await run(args);
    const [error = "", help = "", rest] = err.split("\n");
    expect(exitCode).toBe(2);
    expect(out).toBe("");
    expect(error).toStartWith("error: ");
    expect(error).toContain(message);
    expect(help).toStartWith("hint: ");
    expect(help).toContain(hint);
    expect(rest).toBe("");
  });

  test("a database URL that is refused is not repeated: it holds a password", async () => {
    const { err, exitCode } = await run("serve --database-url mysql://me:hunter2@db/x");
    expect(exitCode).toBe(2);
    expect(err).not.toContain("hunter2");
  });

  test("who asks for JSON gets errors as JSON", async () => {
    const { out, err, exitCode } = await run("alias set --json");
    expect(exitCode).toBe(2);
    expect(err).toBe("");
    expect(JSON.parse(out)).toMatchObject({ schema_version: 1, error: { code: "usage" } });
  });

  test("an operation that fails is exit code 1, with its hint", async () => {
    const serve = () => Promise.reject(new CliFailure("port 8317 is taken", "try --port 0"));
    expect(await run("serve", { serve })).toMatchObject({
      exitCode: 1,
      err: "error: port 8317 is taken\nhint: try --port 0\n",
    });
  });
});

describe("serve and sandbox", () => {
  test("flags arrive checked; what is not given is null", async () => {
    const { asked } = await run("serve --data-dir /d --host ::1 --port 0 --database-url postgres://u:p@h/d");
    expect(asked).toEqual([
      { dataDir: "/d", configFile: null, host: "::1", port: 0, databaseUrl: "postgres://u:p@h/d" },
    ]);
  });

  test("the command's own exit code is the program's", async () => {
    expect((await run("serve", { serve: async () => 3 })).exitCode).toBe(3);
  });

  test("the sandbox runs a gateway only where asked to", async () => {
    expect((await run("sandbox")).asked).toMatchObject([
      { host: "127.0.0.1", port: 8400, accounts: 3, gatewayPort: null },
    ]);
    expect((await run("sandbox --with-gateway --accounts 5")).asked).toMatchObject([
      { accounts: 5, gatewayPort: 8317 },
    ]);
  });
});

describe("import", () => {
  test("tells each file and the sum; what was skipped is on stderr", async () => {
    const { out, err, exitCode } = await run(
      "import x",
      importing({}, { outcome: "updated" }, { outcome: "unchanged" }, SKIPPED),
    );
    expect(out.split("\n")).toEqual([
      "✓ imported  ada.json (ada@example.com)",
      "✓ updated   ada.json (ada@example.com)",
      "= unchanged ada.json (ada@example.com)",
      "Import Summary: 1 imported, 1 updated, 1 unchanged, 1 skipped (total 4 files)",
      "",
    ]);
    expect(err).toBe("✗ skipped   bad.json: it is empty\n");
    expect(exitCode).toBe(0);
  });

  test("fails where nothing could be imported", async () => {
    const { out, err, exitCode } = await run("import x", importing(SKIPPED));
    expect(out).toContain("Import Summary: 0 imported, 0 updated, 1 skipped (total 1 file)");
    expect(err).toContain("error: nothing could be imported\nhint: ");
    expect(exitCode).toBe(1);
  });

  test("as JSON is one document", async () => {
    const { out, err, exitCode } = await run("import x --json --dry-run", importing({}, SKIPPED));
    expect(JSON.parse(out)).toEqual({
      schema_version: 1,
      command: "import",
      dry_run: true,
      results: [
        {
          path: "/in/ada.json",
          item: null,
          status: "imported",
          account_id: "acc_ada",
          account: "ada@example.com",
          reason: null,
          note: null,
        },
        {
          path: "/in/bad.json",
          item: null,
          status: "skipped",
          account_id: null,
          account: null,
          reason: "it is empty",
          note: null,
        },
      ],
      imported_count: 1,
      updated_count: 0,
      unchanged_count: 0,
      skipped_count: 1,
    });
    expect([err, exitCode]).toEqual(["", 0]);
  });

  test("colours are for terminals, and not where NO_COLOR is set", async () => {
    const esc = "\u001b[";
    expect((await run("import x", importing({}))).out).not.toContain(esc);
    expect((await run("import x", { ...importing({}), terminal: true })).out).toContain(esc);
    expect((await run("import x", { ...importing({}), terminal: true, env: { NO_COLOR: "1" } })).out).not.toContain(
      esc,
    );
  });
});
