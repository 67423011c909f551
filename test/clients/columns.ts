// The columns of the matrix: the providers that may stand behind the gateway, and the model by which each is asked.

import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { DialectId } from "../../src/dialects/dialect.ts";
import type { ConfigPatch, World, WorldOptions } from "../support/world.ts";

export interface Column {
  /** Unique, for `--only`. */
  readonly id: string;
  readonly title: string;
  /** What its upstream speaks. */
  readonly dialect: DialectId;
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

/** For the accounts that a world of the tests has without being told. */
const nothing = (): Promise<ConfigPatch> => Promise.resolve({});

export const COLUMNS: readonly Column[] = [
  {
    id: "chatgpt",
    title: "ChatGPT login",
    dialect: "openai-responses",
    model: "gpt-5.5",
    asksAt: /^\/backend-api\/codex\/responses$/,
    join: nothing,
  },
  {
    id: "openai-key",
    title: "OpenAI API key",
    dialect: "openai-responses",
    model: "gpt-5.5",
    asksAt: /^\/v1\/(responses|chat\/completions)$/,
    apart: { accounts: 0, apiKeyAccounts: 2 },
    join: nothing,
  },
  {
    id: "compatible",
    title: "compatible upstream",
    dialect: "openai-chat",
    model: "deepseek-chat",
    asksAt: /^\/compat\/deepseek\/v1\/chat\/completions$/,
    join: async ({ sandbox, sandboxUrl }) => ({
      "openai-compatibility": [sandbox.addCompatibleUpstream({ name: "deepseek" }).configEntry(sandboxUrl)],
    }),
  },
  {
    id: "claude",
    title: "Claude login",
    dialect: "anthropic-messages",
    model: "claude-opus-5-5",
    asksAt: /^\/anthropic\/v1\/messages$/,
    async join(world) {
      const account = world.sandbox.addClaudeAccount({ email: "cora@example.com" });
      await addAuthFile(world, "claude-cora@example.com.json", account.authFile());
      return {};
    },
  },
  {
    id: "claude-key",
    title: "Anthropic API key",
    dialect: "anthropic-messages",
    model: "claude-opus-5-5",
    asksAt: /^\/anthropic\/v1\/messages$/,
    apart: { accounts: 0 },
    join: async ({ sandbox, sandboxUrl }) => ({
      "claude-api-key": [sandbox.addAnthropicKey({ email: "key@example.com" }).configEntry(`${sandboxUrl}/anthropic`)],
    }),
  },
  {
    id: "gemini-key",
    title: "Gemini API key",
    dialect: "gemini",
    model: "gemini-3-pro",
    asksAt: /^\/google\/v1beta\/models\//,
    join: async ({ sandbox, sandboxUrl }) => ({
      "gemini-api-key": [sandbox.addGeminiKey({ email: "gil@example.com" }).configEntry(`${sandboxUrl}/google`)],
    }),
  },
  {
    id: "gemini-cli",
    title: "Gemini CLI login",
    dialect: "gemini",
    model: "gemini-2.5-pro",
    asksAt: /^\/google\/v1internal:/,
    apart: { accounts: 0 },
    async join(world) {
      const account = world.sandbox.addGoogleAccount({ email: "gwen@example.com" });
      await addAuthFile(world, "gemini-gwen@example.com.json", account.authFile());
      return {};
    },
  },
];

function addAuthFile({ dataDir }: World, name: string, json: object): Promise<void> {
  return writeFile(join(dataDir, "auths", name), JSON.stringify(json), { mode: 0o600 });
}
