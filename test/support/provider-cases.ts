// Every provider beside Codex with its stand-in in the sandbox: how an account gets into both, and where it is asked.

import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { DialectId } from "../../src/dialects/dialect.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import type { ConfigPatch, World, WorldPlace } from "./world.ts";

export interface ProviderCase {
  readonly title: string;
  readonly provider: string;
  readonly model: string;
  /** The paths of the sandbox at which it is asked for answers. */
  readonly asksAt: RegExp;
  /** How the path ends at which a client of this dialect is answered, for faults that strike nothing else. */
  answersAt(dialect: DialectId): string;
  /** What its logins or keys need in config.yaml besides. */
  readonly config?: ConfigPatch;
}

export interface LoginCase extends ProviderCase {
  /** How the path of its token endpoint ends. */
  readonly tokenPath: string;
  /** False where calls go by a key that the login was given. */
  readonly callsByToken: boolean;
  add(sandbox: Sandbox, owner: { readonly email: string; readonly accessTokenTtlMs?: number }): LoginMember;
}

export interface LoginMember {
  /** By which the sandbox's log and its fault scripts call it. */
  readonly email: string;
  file(): Readonly<Record<string, unknown>>;
  accessToken(): string;
  expireAccessToken(): void;
  revokeLogin(): void;
  refreshes(): number;
  /** The access token in a file of its form. */
  tokenIn(file: Readonly<Record<string, unknown>>): unknown;
}

export interface KeyCase extends ProviderCase {
  /** The list of config.yaml that its keys stand in. */
  readonly list: string;
  entry(place: Pick<WorldPlace, "sandbox" | "sandboxUrl">, email: string): Readonly<Record<string, unknown>>;
  /** The auth file of the same key, where there is such a form. */
  file?(entry: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
}

const MESSAGES = (): string => "/v1/messages";
/** Streamed or not. */
const GENERATE = (): string => "enerateContent";
const CHAT = (): string => "/chat/completions";
const KIMI = (dialect: DialectId): string => (dialect === "anthropic-messages" ? "/v1/messages" : "/chat/completions");
const XAI = (dialect: DialectId): string => (dialect === "openai-chat" ? "/chat/completions" : "/v1/responses");

const GOOGLE_SECRET = { "client-secret": "sandbox-client-secret" };

const flat = (file: Readonly<Record<string, unknown>>): unknown => file["access_token"];
const nested = (file: Readonly<Record<string, unknown>>): unknown =>
  (file["token"] as Readonly<Record<string, unknown>> | undefined)?.["access_token"];

export const LOGINS: readonly LoginCase[] = [
  {
    title: "Claude login",
    provider: "claude",
    model: "claude-opus-5-5",
    asksAt: /^\/anthropic\/v1\/messages$/,
    answersAt: MESSAGES,
    tokenPath: "/v1/oauth/token",
    callsByToken: true,
    add: (sandbox, owner) => member(sandbox.addClaudeAccount(owner), flat),
  },
  {
    title: "Gemini CLI login",
    provider: "gemini-cli",
    model: "gemini-2.5-pro",
    asksAt: /^\/google\/v1internal:(streamG|g)enerateContent$/,
    answersAt: GENERATE,
    tokenPath: "/token",
    callsByToken: true,
    add: (sandbox, owner) => member(sandbox.addGoogleAccount({ ...owner, client: "gemini-cli" }), nested),
  },
  {
    title: "Antigravity login",
    provider: "antigravity",
    model: "gemini-3-pro-preview",
    asksAt: /^\/google\/v1internal:(streamG|g)enerateContent$/,
    answersAt: GENERATE,
    config: { "oauth-clients": { antigravity: GOOGLE_SECRET } },
    tokenPath: "/token",
    callsByToken: true,
    add: (sandbox, owner) => member(sandbox.addGoogleAccount({ ...owner, client: "antigravity" }), flat),
  },
  {
    title: "Vertex AI service account",
    provider: "vertex",
    model: "gemini-2.5-flash",
    asksAt: /^\/google\/v1\/projects\/.*enerateContent$/,
    answersAt: GENERATE,
    tokenPath: "/token",
    callsByToken: true,
    add(sandbox, { email, ...owner }) {
      const name = email.replace("@", ".").replace(/\.com$/, "@project.iam.gserviceaccount.com");
      return member(sandbox.addVertexAccount({ ...owner, email: name }), flat);
    },
  },
  {
    title: "Qwen login",
    provider: "qwen",
    model: "qwen3-coder-plus",
    asksAt: /^\/qwen\/v1\/chat\/completions$/,
    answersAt: CHAT,
    tokenPath: "/api/v1/oauth2/token",
    callsByToken: true,
    add: (sandbox, owner) => member(sandbox.addQwenAccount(owner), flat),
  },
  {
    title: "iFlow login",
    provider: "iflow",
    model: "glm-4.6",
    asksAt: /^\/iflow\/v1\/chat\/completions$/,
    answersAt: CHAT,
    config: { "oauth-clients": { iflow: { "client-secret": "sandbox-client-secret" } } },
    tokenPath: "/oauth/token",
    callsByToken: false,
    add: (sandbox, owner) => member(sandbox.addIflowAccount(owner), flat),
  },
  {
    title: "Kimi login",
    provider: "kimi",
    model: "kimi-for-coding",
    asksAt: /^\/kimi\/coding\/v1\/(chat\/completions|messages)$/,
    answersAt: KIMI,
    tokenPath: "/api/oauth/token",
    callsByToken: true,
    add: (sandbox, owner) => member(sandbox.addKimiAccount(owner), flat),
  },
  {
    title: "xAI login",
    provider: "xai",
    model: "grok-4.6",
    asksAt: /^\/xai\/v1\/(chat\/completions|responses)$/,
    answersAt: XAI,
    tokenPath: "/oauth2/token",
    callsByToken: true,
    add: (sandbox, owner) => member(sandbox.addXaiAccount(owner), flat),
  },
];

export const KEYS: readonly KeyCase[] = [
  {
    title: "Anthropic API key",
    provider: "claude",
    model: "claude-opus-5-5",
    asksAt: /^\/anthropic\/v1\/messages$/,
    answersAt: MESSAGES,
    list: "claude-api-key",
    entry: ({ sandbox, sandboxUrl }, email) =>
      sandbox.addAnthropicKey({ email }).configEntry(`${sandboxUrl}/anthropic`),
    file: (entry) => ({ type: "claude", api_key: entry["api-key"], base_url: entry["base-url"] }),
  },
  {
    title: "Gemini API key",
    provider: "gemini",
    model: "gemini-3-pro-preview",
    asksAt: /^\/google\/v1beta\/models\//,
    answersAt: GENERATE,
    list: "gemini-api-key",
    entry: ({ sandbox, sandboxUrl }, email) => sandbox.addGeminiKey({ email }).configEntry(`${sandboxUrl}/google`),
    file: (entry) => ({ type: "gemini", api_key: entry["api-key"], base_url: entry["base-url"] }),
  },
  {
    title: "Vertex AI key",
    provider: "vertex",
    model: "gemini-2.5-flash",
    asksAt: /^\/google\/v1\/publishers\/google\/models\//,
    answersAt: GENERATE,
    list: "vertex-api-key",
    entry: ({ sandbox, sandboxUrl }, email) => sandbox.addVertexKey({ email }).configEntry(`${sandboxUrl}/google`),
    file: (entry) => ({ type: "vertex", api_key: entry["api-key"], base_url: entry["base-url"] }),
  },
  {
    title: "Kimi key",
    provider: "kimi",
    model: "kimi-for-coding",
    asksAt: /^\/kimi\/coding\/v1\/(chat\/completions|messages)$/,
    answersAt: KIMI,
    list: "kimi-api-key",
    entry: ({ sandbox, sandboxUrl }, email) => sandbox.addKimiKey({ email }).configEntry(sandboxUrl),
    file: (entry) => ({ type: "kimi", api_key: entry["api-key"], base_url: entry["base-url"] }),
  },
  {
    title: "xAI key",
    provider: "xai",
    model: "grok-4.6",
    asksAt: /^\/xai\/v1\/(chat\/completions|responses)$/,
    answersAt: XAI,
    list: "xai-api-key",
    entry: ({ sandbox, sandboxUrl }, email) => sandbox.addXaiKey({ email }).configEntry(`${sandboxUrl}/xai/v1`),
    file: (entry) => ({ type: "xai", api_key: entry["api-key"], base_url: entry["base-url"] }),
  },
  {
    title: "compatible upstream",
    provider: "openai-compatibility",
    model: "deepseek-chat",
    asksAt: /^\/compat\/deepseek\/v1\/chat\/completions$/,
    answersAt: CHAT,
    list: "openai-compatibility",
    entry({ sandbox, sandboxUrl }, email) {
      return sandbox.addCompatibleUpstream({ name: "deepseek", email }).configEntry(sandboxUrl);
    },
  },
];

/** Codex's own kind of key, for tests that are about keys rather than about providers. */
export const OPENAI_KEY: KeyCase = {
  title: "OpenAI API key",
  provider: "codex",
  model: "gpt-5.5",
  asksAt: /^\/v1\/(responses|chat\/completions)$/,
  answersAt: (dialect) => (dialect === "openai-chat" ? "/v1/chat/completions" : "/v1/responses"),
  list: "codex-api-key",
  entry: ({ sandbox, sandboxUrl }, email) => ({
    "api-key": sandbox.addApiKey({ email }).key,
    "base-url": `${sandboxUrl}/v1`,
  }),
};

interface Handle extends Omit<LoginMember, "file" | "tokenIn"> {
  authFile(): Readonly<Record<string, unknown>>;
}

function member(handle: Handle, tokenIn: LoginMember["tokenIn"]): LoginMember {
  const { email, authFile, accessToken, expireAccessToken, revokeLogin, refreshes } = handle;
  return { email, file: authFile, accessToken, expireAccessToken, revokeLogin, refreshes, tokenIn };
}

/** The name under which a test keeps a login's auth file. */
export function fileNameOf({ provider }: ProviderCase, index: number): string {
  return `${provider}-${index}.json`;
}

/** Puts an auth file into the folder of a gateway that runs, as an editor would; gives its path. */
export async function dropAuthFile({ dataDir }: World, name: string, json: object): Promise<string> {
  const file = join(dataDir, "auths", name);
  await writeFile(`${file}.part`, JSON.stringify(json, null, 2), { mode: 0o600 });
  await rename(`${file}.part`, file);
  return file;
}
