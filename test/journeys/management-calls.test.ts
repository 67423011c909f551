// Every call of the management API is there: behind the key, and nothing else of that name.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { manage, MANAGEMENT_KEY } from "../support/management-client.ts";
import { startWorld, type World } from "../support/world.ts";

/** Path -> methods. The pairs of the contract, then the later calls that the rulings name. */
const CONTRACT: Readonly<Record<string, string>> = {
  usage: "GET",
  config: "GET",
  "config.yaml": "GET PUT",
  debug: "GET PUT PATCH",
  "logging-to-file": "GET PUT PATCH",
  "request-log": "GET PUT PATCH",
  logs: "GET DELETE",
  "request-retry": "GET PUT PATCH",
  "quota-exceeded/switch-project": "GET PUT PATCH",
  "quota-exceeded/switch-preview-model": "GET PUT PATCH",
  "usage-statistics-enabled": "GET PUT PATCH",
  "proxy-url": "GET PUT PATCH DELETE",
  "api-keys": "GET PUT PATCH DELETE",
  "generative-language-api-key": "GET PUT PATCH DELETE",
  "gemini-api-key": "GET PUT PATCH DELETE",
  "claude-api-key": "GET PUT PATCH DELETE",
  "codex-api-key": "GET PUT PATCH DELETE",
  "openai-compatibility": "GET PUT PATCH DELETE",
  "auth-files": "GET POST DELETE",
  "auth-files/download": "GET",
  "anthropic-auth-url": "GET",
  "codex-auth-url": "GET",
  "gemini-cli-auth-url": "GET",
  "qwen-auth-url": "GET",
  "iflow-auth-url": "GET",
  "get-auth-status": "GET",
};
const LATER: Readonly<Record<string, string>> = {
  "max-retry-credentials": "GET PUT PATCH",
  "max-retry-interval": "GET PUT PATCH",
  "logs-max-total-size-mb": "GET PUT PATCH",
  "error-logs-max-files": "GET PUT PATCH",
  "request-error-logs": "GET",
  "request-error-logs/error-none.log": "GET",
  "request-log-by-id/req_none": "GET",
  "auth-files/status": "PATCH",
  "auth-files/fields": "PATCH",
  "auth-files/models": "GET",
  "reset-quota": "POST",
  "latest-version": "GET",
  "routing/strategy": "GET PUT PATCH",
  "oauth-model-alias": "GET PUT PATCH DELETE",
  "oauth-excluded-models": "GET PUT PATCH DELETE",
  "api-call": "POST",
  "vertex/import": "POST",
  "vertex-api-key": "GET PUT PATCH DELETE",
  "xai-api-key": "GET PUT PATCH DELETE",
  "force-model-prefix": "GET PUT PATCH",
  "antigravity-auth-url": "GET",
  "kimi-auth-url": "GET",
  "xai-auth-url": "GET",
};
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];

let world: World;
beforeAll(async () => {
  world = await startWorld({ accounts: 0, config: { "remote-management": { "secret-key": MANAGEMENT_KEY } } });
});
afterAll(() => world[Symbol.asyncDispose]());

test("the contract's 65 pairs are among them", () => {
  expect(Object.values(CONTRACT).flatMap((methods) => methods.split(" "))).toHaveLength(65);
});

describe.each(Object.entries({ ...CONTRACT, ...LATER }))("/%s", (path, methods) => {
  test.each(methods.split(" "))("%s wants the key", async (method) => {
    const call = `${method} /${path}`;
    expect(await manage(world, "")(call)).toMatchObject({ status: 401, body: { error: "missing management key" } });
    expect(await manage(world, "guess")(call)).toMatchObject({
      status: 401,
      body: { error: "invalid management key" },
    });
  });

  test("no other method is there", async () => {
    for (const method of METHODS.filter((each) => !methods.split(" ").includes(each))) {
      expect((await manage(world)(`${method} /${path}`)).status).toBe(404);
    }
  });
});
