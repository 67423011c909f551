// A forgotten password: `switchyard dashboard reset-password`, beside a running gateway and without one.

import { describe, expect, test } from "bun:test";
import { join } from "node:path";

import { apiClient, cookieOf, OPERATOR_PASSWORD, signIn } from "../support/api-client.ts";
import { at, codeOf } from "../support/sign-in-world.ts";
import { startWorld, type World } from "../support/world.ts";

const LAUNCHER = join(import.meta.dir, "..", "..", "bin", "switchyard");
const CHOSEN = "chosen by hand, with spaces";

interface Ran {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

async function reset(world: World, args: readonly string[] = [], input = ""): Promise<Ran> {
  const child = Bun.spawn([LAUNCHER, "dashboard", "reset-password", "--data-dir", world.dataDir, ...args], {
    stdin: new Blob([input]),
    stdout: "pipe",
    stderr: "pipe",
    env: { ...process.env, NO_COLOR: "1" },
  });
  const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()]);
  return { exitCode: await child.exited, out, err };
}

const login = (world: World, password: string) => at(world).post("password/login", { password });

describe("reset-password", () => {
  test("beside a running gateway makes a password up, shows it once, and ends every session", async () => {
    await using world = await startWorld({ accounts: 0 });
    const before = await signIn(world);
    const { exitCode, out, err } = await reset(world);
    expect([exitCode, err]).toEqual([0, ""]);
    const password = /^New password: (sy_[0-9a-f]{32})$/m.exec(out)?.[1] ?? "";
    expect(await before.refused("GET", "/api/settings")).toMatchObject({ status: 401 });
    expect((await login(world, OPERATOR_PASSWORD)).status).toBe(401);
    const after = apiClient(world, cookieOf(await login(world, password)));
    const { entries } = await after.call("get", "/api/audit", { query: { action: "password.reset" } });
    expect(entries).toMatchObject([{ actor: "command_line", address: null, detail: null }]);
  });

  test("takes a chosen one from standard input and does not repeat it", async () => {
    await using world = await startWorld({ accounts: 0, started: false });
    const { exitCode, out } = await reset(world, ["--stdin", "--json"], `${CHOSEN}\n`);
    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toEqual({
      schema_version: 1,
      command: "dashboard reset-password",
      password: null,
      totp_disabled: false,
    });
    await world.start();
    expect((await login(world, CHOSEN)).status).toBe(200);
  });

  test("refuses one that is too short, and changes nothing", async () => {
    await using world = await startWorld({ accounts: 0 });
    await signIn(world);
    expect(await reset(world, ["--stdin"], "short\n")).toEqual({
      exitCode: 1,
      out: "",
      err: "error: the password must have 8 to 256 characters\nhint: choose another password, or leave --stdin away to get one\n",
    });
    expect((await login(world, OPERATOR_PASSWORD)).status).toBe(200);
  });

  test("keeps the authenticator app unless it is lost as well", async () => {
    await using world = await startWorld({ accounts: 0 });
    const api = await signIn(world);
    const { secret } = await api.call("post", "/api/dashboard-auth/totp/setup/start");
    await api.call("post", "/api/dashboard-auth/totp/setup/confirm", { json: { code: codeOf(secret) } });
    const settings = {
      sticky_threads_enabled: true,
      prefer_earlier_reset_accounts: false,
      totp_required_on_login: true,
    };
    await api.call("put", "/api/settings", { json: settings });
    await reset(world, ["--stdin"], CHOSEN);
    expect((await login(world, CHOSEN)).body).toMatchObject({ authenticated: false, totp_pending: true });
    const { out } = await reset(world, ["--stdin", "--disable-totp"], CHOSEN);
    expect(out).toContain("authenticator app has been taken away");
    expect((await login(world, CHOSEN)).body).toMatchObject({ authenticated: true, totp_configured: false });
  });

  test("tells wrong usage in two lines", async () => {
    await using world = await startWorld({ accounts: 0, started: false });
    const wrong = await reset(world, ["--stdinn"]);
    expect(wrong.exitCode).toBe(2);
    expect(wrong.err).toStartWith("error: unknown option '--stdinn'\nhint: did you mean --stdin?");
    const url = await reset(world, ["--database-url", "mysql://me:hunter2@db/x"]);
    expect(url.exitCode).toBe(2);
    expect(url.err).not.toContain("hunter2");
  });
});
