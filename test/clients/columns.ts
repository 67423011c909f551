// The columns of the matrix: the providers that may stand behind the gateway, and the model by which each is asked.

import { dropAuthFile, type KeyCase, KEYS, type LoginCase, LOGINS } from "../support/provider-cases.ts";
import type { ConfigPatch, World, WorldOptions } from "../support/world.ts";

export interface Column {
  /** Unique, for `--only`. */
  readonly id: string;
  readonly title: string;
  readonly model: string;
  /** The paths of the sandbox at which it asks for answers. */
  readonly asksAt: RegExp;
  /** Where its model is also another column's: a world of its own, with these accounts. */
  readonly apart?: Pick<WorldOptions, "accounts" | "apiKeyAccounts">;
  /**
   * Gives it an account in the sandbox and in the gateway, which has not started yet: files in the data folder, and
   * keys of config.yaml, which are joined with those of the others.
   */
  join(world: World): Promise<ConfigPatch>;
}

/** Those that every test run goes through: one for each dialect, envelope and way of relaying. The others are `npm run matrix`'s. */
const TESTED: ReadonlySet<string> = new Set([
  "chatgpt",
  "openai-key",
  "openai-compatibility-key",
  "claude",
  "gemini-key",
  "gemini-cli",
]);

/** For the accounts that a world of the tests has without being told. */
const nothing = (): Promise<ConfigPatch> => Promise.resolve({});

export const COLUMNS: readonly Column[] = [
  {
    id: "chatgpt",
    title: "ChatGPT login",
    model: "gpt-5.5",
    asksAt: /^\/backend-api\/codex\/responses$/,
    join: nothing,
  },
  {
    id: "openai-key",
    title: "OpenAI API key",
    model: "gpt-5.5",
    asksAt: /^\/v1\/(responses|chat\/completions)$/,
    apart: { accounts: 0, apiKeyAccounts: 2 },
    join: nothing,
  },
  ...KEYS.map(keyColumn),
  ...LOGINS.map(loginColumn),
];

/** Their models are others' as well: each has a world of its own. */
function loginColumn({ title, provider, model, asksAt, config, add }: LoginCase): Column {
  return {
    ...{ id: provider, title, model, asksAt },
    apart: { accounts: 0 },
    async join(world) {
      const login = add(world.sandbox, { email: "cora@example.com" });
      await dropAuthFile(world, `${provider}.json`, login.file());
      return config ?? {};
    },
  };
}

function keyColumn({ title, provider, model, asksAt, config, list, entry }: KeyCase): Column {
  return {
    ...{ id: `${provider}-key`, title, model, asksAt },
    apart: { accounts: 0 },
    join: (world) => Promise.resolve({ ...config, [list]: [entry(world, "key@example.com")] }),
  };
}

export const TESTED_COLUMNS: readonly Column[] = COLUMNS.filter(({ id }) => TESTED.has(id));
