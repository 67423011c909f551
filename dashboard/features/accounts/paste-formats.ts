// The forms in which programs keep a login, as people know them: what to paste, where it is found, how it is recognised.
// What is pasted is read by the gateway; this only helps to paste the right thing.

import type { Text } from "../../lib/i18n.ts";

export interface PasteFormat {
  readonly id: string;
  readonly name: Text;
  readonly help: Text;
  /** What it looks like, without anything secret. */
  readonly example: string;
  /** Whether a JSON object has this form. */
  fits(json: Readonly<Record<string, unknown>>): boolean;
}

const has = (json: Readonly<Record<string, unknown>>, ...names: readonly string[]): boolean =>
  names.some((name) => name in json);

export const PASTE_FORMATS: readonly PasteFormat[] = [
  {
    id: "auth_file",
    name: { en: "Auth file (Switchyard, CLIProxyAPI)", zh: "认证文件（Switchyard、CLIProxyAPI）" },
    help: {
      en: "What this page exports, and what CLIProxyAPI keeps in its auths folder: it says its type.",
      zh: "本页导出的文件，或 CLIProxyAPI 的 auths 文件夹中的文件，其中带有 type。",
    },
    example: '{ "type": "codex", "access_token": "…", "refresh_token": "…", "email": "…" }',
    fits: (json) => typeof json["type"] === "string" && json["type"] !== "service_account" && !has(json, "api_key"),
  },
  {
    id: "codex",
    name: { en: "Codex CLI: auth.json", zh: "Codex CLI：auth.json" },
    help: {
      en: "From ~/.codex/auth.json. Sign Codex in once more afterwards: a refresh token works for one program only.",
      zh: "来自 ~/.codex/auth.json。之后请让 Codex 重新登录：刷新令牌只能供一个程序使用。",
    },
    example: '{ "tokens": { "id_token": "…", "access_token": "…", "refresh_token": "…" } }',
    fits: (json) => has(json, "tokens", "OPENAI_API_KEY"),
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
  const first = parsed(text) ?? parsed(text.trim().split("\n")[0] ?? "");
  if (first === null) return { kind: "broken", reason: reasonOf(text) };
  const object: unknown = Array.isArray(first.value) ? first.value[0] : first.value;
  if (typeof object !== "object" || object === null) return { kind: "json", format: null };
  const format = PASTE_FORMATS.find(({ fits }) => fits({ ...object })) ?? null;
  return { kind: "json", format };
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
