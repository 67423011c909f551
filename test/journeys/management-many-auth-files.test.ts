// Two thousand auth files: all are listed, and what comes and goes among them counts at once. How long that takes is measured by
// `npm run bench:management`.

import { expect, test } from "bun:test";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { manage, MANAGEMENT_KEY } from "../support/management-client.ts";
import { startWorld } from "../support/world.ts";

const MANY = 2000;

test("2,000 auth files are listed, and what comes and goes among them counts at once", async () => {
  await using world = await startWorld({
    accounts: 0,
    config: { "remote-management": { "secret-key": MANAGEMENT_KEY } },
    prepare: async ({ dataDir, sandbox }) => {
      const one = sandbox.addAccount({ email: "ada@example.com" }).cliProxyAuthFile() as Record<string, unknown>;
      const write = (index: number): Promise<void> => {
        const email = `account${index}@example.com`;
        const file = { ...one, id_token: undefined, email, account_id: `workspace-${index}`, note: "n".repeat(200) };
        return writeFile(join(dataDir, "auths", `codex-${index}.json`), JSON.stringify(file), { mode: 0o600 });
      };
      await Promise.all(Array.from({ length: MANY }, (_, index) => write(index)));
    },
  });
  const call = manage(world);
  const { body } = await call("GET /auth-files");
  expect((body as { readonly files: readonly unknown[] }).files).toHaveLength(MANY);

  const added = { type: "kimi", api_key: "sk-kimi-1" };
  world.sandbox.addKimiKey({ email: "kim@example.com", key: added.api_key });
  expect((await call("POST /auth-files?name=kimi.json", { body: added })).status).toBe(200);
  expect(await (await world.get("/v1/models")).text()).toContain("kimi");
  expect((await call("DELETE /auth-files?name=kimi.json")).status).toBe(200);
  expect(await (await world.get("/v1/models")).text()).not.toContain("kimi");
  expect((await call("DELETE /auth-files?all=true")).body).toEqual({ status: "ok", deleted: MANY });
}, 60_000);
