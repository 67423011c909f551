// Claude Code's login names nobody, or names ids that our file does not know: it is taken over only when it is sure whose it is.

import { describe, expect, test } from "bun:test";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { SandboxClaudeAccount } from "../../src/sandbox/sandbox.ts";
import { startToolWorld, type ToolWorld } from "../support/tool-world.ts";

interface ClaudeWorld extends AsyncDisposable {
  readonly tools: ToolWorld;
  readonly cora: SandboxClaudeAccount;
  readonly dora: SandboxClaudeAccount;
  readonly credentials: string;
  /** As Claude Code renews its login. */
  renew(account: SandboxClaudeAccount): Promise<void>;
  refreshTokenOf(account: SandboxClaudeAccount): Promise<unknown>;
}

async function startClaudeWorld(): Promise<ClaudeWorld> {
  const people: SandboxClaudeAccount[] = [];
  const tools = await startToolWorld({
    accounts: 0,
    async join({ sandbox, addAuthFile }) {
      for (const email of ["cora@example.com", "dora@example.com"]) {
        const account = sandbox.addClaudeAccount({ email });
        people.push(account);
        const ids = { account_uuid: account.accountId, organization_uuid: account.organizationId };
        await addAuthFile(`${email}.json`, { ...account.authFile(), ...ids });
      }
    },
  });
  const [cora, dora] = people;
  if (cora === undefined || dora === undefined) throw new Error("nobody there");
  const credentials = join(tools.home, ".claude", ".credentials.json");
  await mkdir(join(tools.home, ".claude"));
  return {
    tools,
    cora,
    dora,
    credentials,
    async renew(account) {
      const body = {
        grant_type: "refresh_token",
        refresh_token: account.refreshToken(),
        client_id: CLIENT_ID,
        scope: "user:profile",
      };
      const answer = await fetch(`${tools.world.sandboxUrl}/anthropic/v1/oauth/token`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      expect(answer.status).toBe(200);
      await writeFile(credentials, JSON.stringify(account.credentialsFile()));
    },
    async refreshTokenOf({ email }) {
      const file = join(tools.world.dataDir, "auths", `${email}.json`);
      return (JSON.parse(await readFile(file, "utf8")) as Record<string, unknown>)["refresh_token"];
    },
    [Symbol.asyncDispose]: () => tools[Symbol.asyncDispose](),
  };
}

const CLIENT_ID = "9d1c250a-e61b-44d9-88ed-5944d1962f5e";

function ownerFile({ accountId, organizationId, email }: SandboxClaudeAccount): string {
  const oauthAccount = { accountUuid: accountId, organizationUuid: organizationId, emailAddress: email };
  return JSON.stringify({ oauthAccount, numStartups: 7 });
}

describe("Claude Code's login", () => {
  test("is switched, and its other files tell the new owner", async () => {
    await using world = await startClaudeWorld();
    const { tools, cora, dora } = world;
    await writeFile(join(tools.home, ".claude.json"), ownerFile(cora));
    await tools.cli("switch", "cora");
    expect((await tools.cli("switch", "dora")).out).toContain("Switched to dora@example.com (Claude Code)");
    expect(JSON.parse(await readFile(world.credentials, "utf8"))).toMatchObject({
      claudeAiOauth: { refreshToken: dora.refreshToken(), accountUuid: dora.accountId },
    });
    expect(JSON.parse(await readFile(join(tools.home, ".claude.json"), "utf8"))).toMatchObject({
      numStartups: 7,
      oauthAccount: { accountUuid: dora.accountId, emailAddress: "dora@example.com" },
    });
    expect((await tools.cli("switch", "-")).out).toContain("cora@example.com");
  });

  test("that was renewed is taken over once its upstream has said whose it is, and not without asking", async () => {
    await using world = await startClaudeWorld();
    const { tools, cora } = world;
    await writeFile(join(tools.home, ".claude.json"), ownerFile(cora));
    await tools.cli("switch", "cora");
    const before = await world.refreshTokenOf(cora);
    await world.renew(cora);
    await tools.cli("list", "--skip-refresh");
    expect(await world.refreshTokenOf(cora)).toBe(before);
    await tools.cli("list");
    expect(await world.refreshTokenOf(cora)).toBe(cora.refreshToken());
  });

  test("never comes into another account, whatever the file beside it says", async () => {
    await using world = await startClaudeWorld();
    const { tools, cora, dora } = world;
    await writeFile(join(tools.home, ".claude.json"), ownerFile(cora));
    await tools.cli("switch", "cora");
    const before = await world.refreshTokenOf(cora);
    // Somebody else's tool has put dora's login there and told nobody.
    await world.renew(dora);
    await writeFile(join(tools.home, ".claude.json"), ownerFile(cora));
    await tools.cli("list");
    expect(await world.refreshTokenOf(cora)).toBe(before);
  });
});
