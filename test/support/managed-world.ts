// A gateway with much in its config.yaml, and the management API over it.

import { expect } from "bun:test";
import { readFile } from "node:fs/promises";

import { type Manage, manage, MANAGEMENT_KEY } from "./management-client.ts";
import { startWorld, type World } from "./world.ts";

export const OK = { status: 200, body: { status: "ok" } };
export const INVALID = { status: 400, body: { error: "invalid body" } };
export const NOT_FOUND = { status: 404, body: { error: "item not found" } };

/** Comments, unknown keys and every way to write an entry. The addresses refuse at once: nobody has to look up a name. */
const RICH = `# The house's own
remote-management: { secret-key: ${MANAGEMENT_KEY} }

# who may ask
api-keys:
  - k1 # Ada
  # the build server
  - key: k2
    name: ci
  - k3
future-thing: { a: [1, 2] } # another version's
gemini-api-key:
  # the first
  - api-key: AI-1
    base-url: http://127.0.0.1:9/one # near
    headers: { X-Custom: one }
    weight: 3
  - api-key: AI-2
codex-api-key:
  - api-key: sk-a
  - api-key: sk-b
    base-url: http://127.0.0.1:9/b/v1
claude-api-key:
  - { api-key: cl-a, models: [{ name: claude-long, alias: claude-short }, claude-plain] }
openai-compatibility:
  - name: router
    base-url: http://127.0.0.1:9/router/v1
    api-key-entries:
      - api-key: ro-1
      - ro-2
    models: [{ name: m, alias: a }]
oauth-excluded-models:
  codex: ["*-mini"]
oauth-model-alias:
  codex: [{ name: gpt-long, alias: fast, fork: true }]
`;

export interface ManagedWorld extends AsyncDisposable {
  readonly world: World;
  /** The file as it stands after the start: with the secret's hash. */
  readonly rich: string;
  readonly call: Manage;
  file(): Promise<string>;
  /** Puts the rich file back. */
  reset(): Promise<void>;
  /** The answer is that, and neither the file nor what is in force has changed. */
  isRefused(what: string, body: unknown, answer: object): Promise<void>;
}

export async function startManagedWorld(): Promise<ManagedWorld> {
  const world = await startWorld({ accounts: 0, started: false });
  await world.editConfig(RICH);
  await world.start();
  const call = manage(world);
  const file = (): Promise<string> => readFile(world.configFile, "utf8");
  const rich = await file();
  return {
    world,
    rich,
    call,
    file,
    async reset() {
      expect(await call("PUT /config.yaml", { body: rich })).toMatchObject({ status: 200 });
    },
    async isRefused(what, body, answer) {
      const before = await file();
      const config = await call("GET /config");
      expect(await call(what, { body })).toMatchObject(answer);
      expect(await file()).toBe(before);
      expect((await call("GET /config")).body).toEqual(config.body);
    },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}
