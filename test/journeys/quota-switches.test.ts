// A used-up quota of Google's is made up for by another project of the same login, or by the preview of the model; the
// operator may forbid either, and the record tells of both.

import { describe, expect, test } from "bun:test";

import type { RequestRecord } from "../../src/domain/request-record.ts";
import type { GoogleClient, SandboxGoogleAccount } from "../../src/sandbox/google/member.ts";
import { chat } from "../support/asks.ts";
import { OK } from "../support/managed-world.ts";
import { manage, MANAGEMENT_KEY } from "../support/management-client.ts";
import { until } from "../support/until.ts";
import { startWorld, type World, type WorldOptions } from "../support/world.ts";

const ADA = "ada@example.com";
const BEN = "ben@example.com";
const HOUR_MS = 3_600_000;
const CONFIG = {
  "remote-management": { "secret-key": MANAGEMENT_KEY },
  "oauth-clients": { antigravity: { "client-secret": "sandbox-client-secret" } },
  routing: { "sticky-threads-enabled": false, "default-provider": null },
  "quota-poll-seconds": 3600,
};

interface Asked {
  readonly status: number;
  readonly record: RequestRecord;
  /** Of the last choice. */
  readonly rule: string;
}

async function ask(world: World, model: string): Promise<Asked> {
  const answer = await world.post("/v1/chat/completions", chat("hi", { model }));
  await answer.text();
  const record = await world.record(answer);
  return { status: answer.status, record, rule: record.attempts.at(-1)?.decision.rule ?? "" };
}

describe.each<{ client: GoogleClient; model: string }>([
  { client: "gemini-cli", model: "gemini-2.5-pro" },
  { client: "antigravity", model: "gemini-3-pro-preview" },
])("quota-exceeded.switch-project, for logins of $client", ({ client, model }) => {
  /** Ada has two projects, Ben one; Ada's first goes first. */
  const startProjects = async (more: Pick<WorldOptions, "config"> = {}) => {
    const projects: SandboxGoogleAccount[] = [];
    const world = await startWorld({
      accounts: 0,
      config: { ...CONFIG, ...more.config },
      async join({ sandbox, addAuthFile }) {
        for (const [index, email] of [ADA, ADA, BEN].entries()) {
          const account = sandbox.addGoogleAccount({ email, client, projectId: `project-${index}` });
          projects.push(account);
          await addAuthFile(`${index}.json`, { ...account.authFile(), priority: 9 - index });
        }
      },
    });
    const [first] = projects;
    if (first === undefined) throw new Error("no project");
    return { world, first, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
  };
  const projectsAsked = (world: World): readonly unknown[] =>
    world.sandbox.calls().flatMap(({ path, body }) => {
      const project = (body as { project?: string } | null)?.project;
      return path.endsWith("enerateContent") ? [project] : [];
    });

  test("goes on to another project of the login, and the record says so", async () => {
    await using started = await startProjects();
    const { world, first } = started;
    expect((await ask(world, model)).rule).not.toContain("project");
    first.setUsage({ usedPercent: 100, resetsInMs: HOUR_MS });
    for (const _ of ["in mid-request", "from the start"]) {
      const { status, rule } = await ask(world, model);
      expect(status).toBe(200);
      expect(rule).toEndWith("; another project of its login, as one is used up");
    }
    expect(projectsAsked(world)).toEqual(["project-0", "project-0", "project-1", "project-1"]);
  });

  test("false leaves the login's other projects alone as long as one is used up; other logins serve", async () => {
    await using started = await startProjects();
    const { world, first } = started;
    const call = manage(world);
    expect(await call("PUT /quota-exceeded/switch-project", { body: { value: false } })).toMatchObject(OK);
    first.setUsage({ usedPercent: 100, resetsInMs: HOUR_MS });
    for (const _ of ["in mid-request", "from the start"]) {
      const { status, record, rule } = await ask(world, model);
      expect([status, record.accountLabel]).toEqual([200, BEN]);
      expect(rule).not.toContain("project");
    }
    expect(projectsAsked(world)).toEqual(["project-0", "project-2", "project-2"]);
    await world.editConfig({ "quota-exceeded": { "switch-project": true } });
    await until("the second project serves", async () => (await ask(world, model)).record.accountLabel === ADA);
  });

  test("false with no other login is 429 with the reset of the project that is used up", async () => {
    await using started = await startProjects({
      config: { "quota-exceeded": { "switch-project": false, "switch-preview-model": false } },
    });
    const { world, first } = started;
    expect(await manage(world)("PATCH /auth-files/status", { body: { name: "2.json", disabled: true } })).toMatchObject(
      { status: 200 },
    );
    first.setUsage({ usedPercent: 100, resetsInMs: HOUR_MS });
    const answer = await world.post("/v1/chat/completions", chat("hi", { model }));
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(projectsAsked(world)).toEqual(["project-0"]);
  });
});

describe("quota-exceeded.switch-preview-model", () => {
  const BASE = "gemini-3-flash";
  const USED_UP = {
    path: `/models/${BASE}:generateContent`,
    times: Number.POSITIVE_INFINITY,
    fault: {
      kind: "status",
      status: 429,
      body: {
        error: {
          code: 429,
          status: "RESOURCE_EXHAUSTED",
          message: "You exceeded your current quota.",
          details: [
            {
              "@type": "type.googleapis.com/google.rpc.QuotaFailure",
              violations: [
                {
                  quotaId: "GenerateRequestsPerDayPerProjectPerModel-FreeTier",
                  quotaDimensions: { model: BASE },
                  quotaValue: "50",
                },
              ],
            },
          ],
        },
      },
    },
  } as const;
  const startKeys = (config: Readonly<Record<string, unknown>> = {}): Promise<World> =>
    startWorld({
      accounts: 0,
      config: { ...CONFIG, ...config },
      join: ({ sandbox, sandboxUrl }) => ({
        "gemini-api-key": [ADA, BEN].map((email) =>
          sandbox.addGeminiKey({ email }).configEntry(`${sandboxUrl}/google`),
        ),
      }),
    });
  const modelsAsked = (world: World): readonly string[] =>
    world.sandbox.calls().flatMap(({ path }) => /models\/([^:]+):/.exec(path)?.[1] ?? []);

  test("asks for the preview once the model's quota is used up on every account, and the record says so", async () => {
    await using world = await startKeys();
    expect((await ask(world, BASE)).rule).not.toContain("preview");
    world.sandbox.script(USED_UP);
    const { status, record, rule } = await ask(world, BASE);
    expect(status).toBe(200);
    expect(rule).toEndWith(`; preview model, as the quota for ${BASE} is used up`);
    expect(record.attempts.at(-1)).toMatchObject({ model: `${BASE}-preview` });
    expect(modelsAsked(world)).toEqual([BASE, BASE, BASE, `${BASE}-preview`]);
    // Known to be used up, the model is not asked for any more.
    expect((await ask(world, BASE)).status).toBe(200);
    expect(modelsAsked(world).slice(4)).toEqual([`${BASE}-preview`]);
  });

  test("by the account's own name and with an effort as well", async () => {
    await using world = await startKeys();
    world.sandbox.script(USED_UP);
    expect((await ask(world, `gemini/${BASE}(low)`)).status).toBe(200);
    expect(modelsAsked(world).at(-1)).toBe(`${BASE}-preview`);
  });

  test("false tells the client, by the API and by hand", async () => {
    await using world = await startKeys();
    world.sandbox.script(USED_UP);
    const change = manage(world)("PATCH /quota-exceeded/switch-preview-model", { body: { value: false } });
    expect(await change).toMatchObject(OK);
    expect((await ask(world, BASE)).status).toBe(429);
    await world.editConfig({ "quota-exceeded": { "switch-preview-model": true } });
    await until("the preview serves", async () => (await ask(world, BASE)).status === 200);
  });

  test("is no way out of anything but a used-up quota", async () => {
    await using world = await startKeys({ "request-retry": 0 });
    world.sandbox.script({ ...USED_UP, fault: { kind: "status", status: 503, body: "overloaded" } });
    expect((await ask(world, BASE)).status).toBe(503);
    expect(modelsAsked(world)).not.toContain(`${BASE}-preview`);
  });

  test("tells of the model that was asked for where the preview fails as well", async () => {
    await using world = await startKeys();
    for (const name of [BASE, `${BASE}-preview`]) {
      world.sandbox.script({ ...USED_UP, path: `/models/${name}:generateContent` });
    }
    const answer = await world.post("/v1/chat/completions", chat("hi", { model: BASE }));
    expect(answer.status).toBe(429);
    expect(await answer.json()).toMatchObject({ error: { type: "usage_limit_reached" } });
  });
});
