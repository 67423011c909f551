// The management API, call by call over real HTTP: what each answers, and that whatever is refused changes nothing, neither a
// file nor what is in force. The tables are in test/support/management-contract*.ts.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { manage, type Manage, type ManagementAnswer, MANAGEMENT_KEY } from "../support/management-client.ts";
import { ACCOUNT_CALLS } from "../support/management-contract-accounts.ts";
import {
  AUTH_INDEX,
  CONFIG_CALLS,
  CONTRACT_CONFIG,
  type ContractCall,
  FILE,
  FILE_TEXT,
  type Refusal,
} from "../support/management-contract.ts";
import { startWorld, type World } from "../support/world.ts";

let world: World;
let call: Manage;
let configText = "";
let authIndex = "";
beforeAll(async () => {
  world = await startWorld({
    accounts: 0,
    config: { ...CONTRACT_CONFIG, "remote-management": { "secret-key": MANAGEMENT_KEY } },
  });
  for (const key of ["sk-kimi-1", "sk-kimi-2"]) world.sandbox.addKimiKey({ email: "kim@example.com", key });
  call = manage(world);
  configText = await readFile(world.configFile, "utf8");
});
beforeEach(async () => {
  await call("PUT /config.yaml", { body: configText });
  await call("DELETE /auth-files?all=true");
  await call(`POST /auth-files?name=${FILE}`, { body: FILE_TEXT });
  authIndex = String((await listed())[0]?.["auth_index"]);
});
afterAll(() => world[Symbol.asyncDispose]());

async function listed(): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { body } = await call("GET /auth-files");
  return (body as { readonly files: readonly Readonly<Record<string, unknown>>[] }).files;
}

/** With the account's handle where the table could not know it. */
function resolved<Value>(value: Value): Value {
  if (typeof value === "string") return value.replaceAll(AUTH_INDEX, authIndex) as Value & string;
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, resolved(member)])) as Value & object;
}

function ask(
  { call: what, body, headers }: Omit<Refusal, "status" | "error">,
  key?: string,
): Promise<ManagementAnswer> {
  const by = key === undefined ? call : manage(world, key);
  return by(resolved(what ?? ""), { body: resolved(body), ...(headers === undefined ? {} : { headers }) });
}

/** The files, byte by byte, and what is in force. */
async function everything(): Promise<object> {
  const folder = join(world.dataDir, "auths");
  const names = (await readdir(folder)).toSorted();
  return {
    config: await readFile(world.configFile, "utf8"),
    inForce: (await call("GET /config")).body,
    files: await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), "utf8")])),
    // Quotas are asked about in the background.
    accounts: (await listed()).map(({ quota: _asked, ...file }) => file),
    beside: (await readdir(world.dataDir)).toSorted(),
  };
}

const CALLS: readonly ContractCall[] = [...CONFIG_CALLS, ...ACCOUNT_CALLS];

describe.each(CALLS)("$call", ({ call: what, body, answer, refusals = [] }) => {
  test("answers as the contract says", async () => {
    expect((await ask({ call: what, body })).body).toEqual(resolved(answer));
  });

  test.each([
    ["no key", "", "missing management key"],
    ["a wrong key", "guess", "invalid management key"],
  ])("is 401 with %s, and nothing has changed", async (_what, key, error) => {
    const before = await everything();
    expect(await ask({ call: what, body }, key)).toMatchObject({ status: 401, body: { error } });
    expect(await everything()).toEqual(before);
  });

  test.each(refusals.map((refusal) => [shown(refusal), refusal] as const))(
    "refuses %s, and nothing has changed",
    async (_what, refusal) => {
      const before = await everything();
      const { status, error } = refusal;
      expect(await ask({ call: what, ...refusal })).toMatchObject({ status, body: { error } });
      expect(await everything()).toEqual(before);
    },
  );
});

test("every name is there once", () => {
  const names = CALLS.map(({ call: what }) => what);
  expect(names).toEqual([...new Set(names)]);
});

function shown({ call: what = "", body, status, error }: Refusal): string {
  const text = body instanceof Uint8Array ? "bytes" : typeof body === "string" ? body : JSON.stringify(body);
  return `${what.slice(0, 60)} ${text?.slice(0, 60) ?? "no body"} with ${status} ${error}`;
}
