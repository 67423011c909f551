// Who the imitators of OpenAI's API know: holders of a key, and accounts of Qwen, iFlow and Kimi.

import type { Clock, Ids } from "../../domain/ports.ts";
import { opaqueToken, uuid } from "../accounts/opaque-token.ts";
import type { Member } from "../accounts/realm.ts";
import { createSessions, type Sessions, type TokenControls } from "../accounts/sessions.ts";
import { HOUR_MS } from "../accounts/usage-window.ts";
import type { Json } from "../json.ts";
import { rfc3339 } from "../rfc3339.ts";

export interface SandboxCompatibleUpstreamInput {
  /** Part of its address: `/compat/<name>/v1`. */
  readonly name: string;
  /** Whose key it is. Default `<name>@example.com`. */
  readonly email?: string;
  /** "": it asks nobody for a key, as Ollama and vLLM do. */
  readonly key?: string;
  /** Default `<name>-chat` and `<name>-reasoner`. */
  readonly models?: readonly string[];
  /** Shows thoughts as `reasoning_content`. Default true. */
  readonly reasons?: boolean;
  /** Members of a request that it answers with 422, as Mistral does what it does not know. Default none. */
  readonly refuses?: readonly string[];
}

export interface SandboxCompatibleUpstream {
  readonly email: string;
  readonly accountId: string;
  readonly key: string;
  /** Behind the sandbox's own address, e.g. `/compat/deepseek/v1`. */
  readonly path: string;
  /** An entry of CLIProxyAPI's `openai-compatibility` list; `sandboxUrl` is where the sandbox listens. */
  configEntry(sandboxUrl: string): Json;
}

export interface SandboxChatAccountInput {
  readonly email: string;
  /** Default 6 h. */
  readonly accessTokenTtlMs?: number;
}

interface ChatAccount extends TokenControls {
  readonly email: string;
  readonly accountId: string;
}

export interface SandboxQwenAccount extends ChatAccount {
  /** CLIProxyAPI's auth file. `resourceUrl` is where it is to be served, by default the real one. */
  authFile(resourceUrl?: string): Json;
}

export interface SandboxIflowAccount extends ChatAccount {
  readonly apiKey: string;
  /** CLIProxyAPI's auth file. */
  authFile(): Json;
}

export interface SandboxKimiAccount extends ChatAccount {
  /** CLIProxyAPI's auth file. */
  authFile(): Json;
}

export interface CompatibleMember extends Member {
  /** Where it is served: the path before `/chat/completions`. */
  readonly path: string;
  readonly models: readonly string[];
  readonly reasons: boolean;
  readonly refuses?: readonly string[];
}

interface Deps {
  readonly clock: Clock;
  readonly ids: Ids;
}

export const QWEN_PATH = "/qwen/v1";
export const IFLOW_PATH = "/iflow/v1";
export const KIMI_PATH = "/kimi/coding/v1";

/** A key of an upstream that is known by its name. */
export function createCompatibleUpstream(
  input: SandboxCompatibleUpstreamInput,
  { ids }: Deps,
): CompatibleMember & { readonly handle: SandboxCompatibleUpstream } {
  const { name } = input;
  const key = input.key ?? opaqueToken(ids, "sk-");
  const models = input.models ?? [`${name}-chat`, `${name}-reasoner`];
  const path = `/compat/${name}/v1`;
  const handle: SandboxCompatibleUpstream = {
    email: input.email ?? `${name}@example.com`,
    accountId: opaqueToken(ids, "org-"),
    key,
    path,
    configEntry: (sandboxUrl) => ({
      name,
      "base-url": sandboxUrl + path,
      "api-key-entries": key === "" ? [] : [{ "api-key": key }],
      models: models.map((model) => ({ name: model, alias: "" })),
    }),
  };
  const { reasons = true, refuses = [] } = input;
  return { handle, sessions: null, key, served: { count: 0 }, path, models, reasons, refuses };
}

/** An account of Qwen: chats by its access token. */
export function createQwenAccount(
  input: SandboxChatAccountInput,
  deps: Deps,
): CompatibleMember & { readonly handle: SandboxQwenAccount } {
  const { owner, sessions, file } = signedIn(input, deps);
  const authFile = (resourceUrl = "portal.qwen.ai"): Json => ({ type: "qwen", ...file(), resource_url: resourceUrl });
  const handle: SandboxQwenAccount = { ...owner, ...sessions.controls, authFile };
  const models = ["qwen3-coder-plus", "qwen3-coder-flash", "vision-model"];
  return { handle, sessions, key: null, served: { count: 0 }, path: QWEN_PATH, models, reasons: false };
}

/** An account of iFlow: signs in for a key, and chats by the key. */
export function createIflowAccount(
  input: SandboxChatAccountInput,
  deps: Deps,
): CompatibleMember & { readonly handle: SandboxIflowAccount } {
  const { owner, sessions, file } = signedIn(input, deps);
  const key = opaqueToken(deps.ids, "sk-");
  const more = { api_key: key, token_type: "bearer", scope: "read", cookie: "" };
  const authFile = (): Json => ({ type: "iflow", ...file(), ...more });
  const handle: SandboxIflowAccount = { ...owner, ...sessions.controls, apiKey: key, authFile };
  const models = ["qwen3-coder-plus", "kimi-k2", "glm-4.6", "deepseek-v3.2"];
  return { handle, sessions, key, served: { count: 0 }, path: IFLOW_PATH, models, reasons: true };
}

/** An account of Kimi Code: chats by its access token. */
export function createKimiAccount(
  input: SandboxChatAccountInput,
  deps: Deps,
): CompatibleMember & { readonly handle: SandboxKimiAccount } {
  const { owner, sessions, file } = signedIn(input, deps);
  const deviceId = uuid(deps.ids);
  const authFile = (): Json => {
    // Kimi tells no e-mail.
    const { email: _email, last_refresh: _refresh, ...tokens } = file();
    const more = { token_type: "Bearer", scope: "kimi-code", device_id: deviceId };
    return { type: "kimi", ...tokens, ...more, timestamp: Math.floor(deps.clock.now()) };
  };
  const handle: SandboxKimiAccount = { ...owner, ...sessions.controls, authFile };
  return {
    handle,
    sessions,
    key: null,
    served: { count: 0 },
    path: KIMI_PATH,
    models: ["kimi-for-coding"],
    reasons: true,
  };
}

function signedIn(
  input: SandboxChatAccountInput,
  { clock, ids }: Deps,
): {
  readonly owner: { readonly email: string; readonly accountId: string };
  readonly sessions: Sessions;
  file(): Json;
} {
  const sessions = createSessions({
    clock,
    accessTokenTtlMs: input.accessTokenTtlMs ?? 6 * HOUR_MS,
    rotates: true,
    mintAccess: () => opaqueToken(ids, "at-"),
    mintRefresh: () => opaqueToken(ids, "rt-"),
  });
  return {
    owner: { email: input.email, accountId: uuid(ids) },
    sessions,
    file() {
      const session = sessions.latest();
      return {
        access_token: session.accessToken(),
        refresh_token: session.refreshToken(),
        last_refresh: rfc3339(session.refreshedAt()),
        expired: rfc3339(session.expiresAt()),
        email: input.email,
      };
    },
  };
}
