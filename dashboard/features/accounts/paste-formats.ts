// The forms in which programs keep a login, as people know them: what to paste, where it is found, how it is recognised.
// What is pasted is read by the gateway; this only helps to paste the right thing.

import type { Text } from "../../lib/i18n.ts";

export interface PasteFormat {
  readonly id: string;
  readonly name: Text;
  readonly help: Text;
  /** What it looks like, without anything secret. */
  readonly example: string;
  /** Whether a JSON object has this form. Of several that fit the first in the list below counts. */
  fits(json: Json): boolean;
}

type Json = Readonly<Record<string, unknown>>;

const has = (json: Json, ...names: readonly string[]): boolean => names.some((name) => name in json);

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** One account of sub2api's, an export of many, or the answer of its API around either. */
function isSub2api({ data, ...bare }: Json): boolean {
  const { type, accounts, platform, credentials } = isObject(data) ? data : bare;
  if (typeof type === "string" && type.startsWith("sub2api-")) return true;
  const isAccount = (one: Json): boolean => typeof one["platform"] === "string" && isObject(one["credentials"]);
  const [first] = Array.isArray(accounts) ? (accounts as readonly unknown[]) : [{ platform, credentials }];
  return isObject(first) && isAccount(first);
}

export const PASTE_FORMATS: readonly PasteFormat[] = [
  {
    id: "auth_file",
    name: { en: "Auth file (Switchyard, CLIProxyAPI)", zh: "认证文件（Switchyard、CLIProxyAPI）" },
    help: {
      en: "What this page exports, and what CLIProxyAPI keeps in its auths folder: it says its type.",
      zh: "本页导出的文件，或 CLIProxyAPI 的 auths 文件夹中的文件，其中带有 type。",
    },
    example: '{ "type": "codex", "access_token": "…", "refresh_token": "…", "email": "…" }',
    fits: (json) =>
      typeof json["type"] === "string" &&
      json["type"] !== "service_account" &&
      !has(json, "api_key") &&
      // Its export says a type as well.
      !isSub2api(json),
  },
  {
    id: "codex",
    name: { en: "Codex CLI: auth.json", zh: "Codex CLI：auth.json" },
    help: {
      en: "From ~/.codex/auth.json. Sign Codex in once more afterwards: a refresh token works for one program only.",
      zh: "来自 ~/.codex/auth.json。之后请让 Codex 重新登录：刷新令牌只能供一个程序使用。",
    },
    example: '{ "tokens": { "id_token": "…", "access_token": "…", "refresh_token": "…" } }',
    fits: (json) => {
      const { tokens } = json;
      return (has(json, "OPENAI_API_KEY") || isObject(tokens)) && !(isObject(tokens) && has(tokens, "accessToken"));
    },
  },
  {
    id: "chatgpt_session",
    name: { en: "ChatGPT in the browser: session JSON", zh: "浏览器中的 ChatGPT：会话 JSON" },
    help: {
      en: "From chatgpt.com/api/auth/session while signed in there. It has no refresh token: the account ends with its access token, after some days.",
      zh: "登录 ChatGPT 后来自 chatgpt.com/api/auth/session。其中没有刷新令牌：几天后访问令牌过期，账号即失效。",
    },
    example: '{ "user": { "email": "…" }, "account": { "id": "…" }, "accessToken": "…" }',
    fits: (json) => typeof json["accessToken"] === "string" && isObject(json["user"]),
  },
  {
    id: "sub2api",
    name: { en: "sub2api: export", zh: "sub2api：导出" },
    help: {
      en: "What sub2api exports, one account or many, of every vendor known here; names, notes and proxies come along.",
      zh: "sub2api 的导出内容，一个或多个账号，支持这里已知的所有供应商；名称、备注和代理会一并导入。",
    },
    example: '{ "type": "sub2api-data", "accounts": [{ "platform": "openai", "credentials": { … } }] }',
    fits: isSub2api,
  },
  {
    id: "codex_lb",
    name: { en: "codex-lb: export", zh: "codex-lb：导出" },
    help: { en: "What codex-lb exports for one account.", zh: "codex-lb 导出的单个账号。" },
    example: '{ "account": { "alias": "…" }, "codexAuthJson": { "tokens": { … } } }',
    fits: (json) => {
      const { codexAuthJson, tokens } = json;
      return isObject(codexAuthJson) || (isObject(tokens) && has(tokens, "accessToken"));
    },
  },
  {
    id: "claude",
    name: { en: "Claude Code: .credentials.json", zh: "Claude Code：.credentials.json" },
    help: { en: "From ~/.claude/.credentials.json.", zh: "来自 ~/.claude/.credentials.json。" },
    example: '{ "claudeAiOauth": { "accessToken": "…", "refreshToken": "…" } }',
    fits: (json) => has(json, "claudeAiOauth"),
  },
  {
    id: "google",
    name: { en: "Gemini CLI, Qwen Code: oauth_creds.json", zh: "Gemini CLI、Qwen Code：oauth_creds.json" },
    help: {
      en: "From ~/.gemini/oauth_creds.json or ~/.qwen/oauth_creds.json.",
      zh: "来自 ~/.gemini/oauth_creds.json 或 ~/.qwen/oauth_creds.json。",
    },
    example: '{ "access_token": "…", "refresh_token": "…", "expiry_date": 1780000000000 }',
    fits: (json) => has(json, "expiry_date") && !has(json, "type"),
  },
  {
    id: "vertex",
    name: { en: "Google Cloud: service account", zh: "Google Cloud：服务账号" },
    help: {
      en: "The key file of a service account with access to Vertex AI, from the Google Cloud console.",
      zh: "Google Cloud 控制台中可访问 Vertex AI 的服务账号密钥文件。",
    },
    example: '{ "type": "service_account", "project_id": "…", "private_key": "…" }',
    fits: (json) => json["type"] === "service_account",
  },
  {
    id: "api_key",
    name: { en: "API key", zh: "API 密钥" },
    help: {
      en: "An object with its provider and its key; keys can be typed on the page Providers as well.",
      zh: "包含供应商和密钥的对象；也可在“供应商”页面直接填写密钥。",
    },
    example: '{ "type": "claude", "api_key": "sk-…" }',
    fits: (json) => has(json, "api_key"),
  },
];

export type JsonLook =
  | { readonly kind: "empty" }
  /** Where the text breaks off, in the browser's words. */
  | { readonly kind: "broken"; readonly reason: string }
  | { readonly kind: "json"; readonly format: PasteFormat | null };

/** What the text seems to be; of a list its first item tells. */
export function lookAt(text: string): JsonLook {
  if (text.trim() === "") return { kind: "empty" };
  // Trimmed, for the byte-order mark that editors put in front counts as a space.
  const first = parsed(text.trim()) ?? parsed(text.trim().split("\n")[0] ?? "");
  if (first === null) return { kind: "broken", reason: reasonOf(text) };
  const object: unknown = Array.isArray(first.value) ? first.value[0] : first.value;
  const format = isObject(object) ? PASTE_FORMATS.find(({ fits }) => fits(object)) : undefined;
  return { kind: "json", format: format ?? null };
}

function parsed(text: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return null;
  }
}

/** Browsers quote what they read: only the place is told, the text is full of secrets. */
function reasonOf(text: string): string {
  try {
    JSON.parse(text);
    return "";
  } catch (error) {
    const place = /line \d+ column \d+|position \d+/.exec(String(error));
    return place?.[0] ?? "…";
  }
}
