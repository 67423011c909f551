// What each client has to be told to ask the gateway, and in which of its files.

import { join } from "node:path";

import type { ConfigFormat } from "./config-text.ts";
import type { Setting } from "./setting.ts";

export const CLIENT_IDS = ["codex", "claude", "gemini", "opencode"] as const;
export type ClientId = (typeof CLIENT_IDS)[number];

export const CLIENT_TITLES: Readonly<Record<ClientId, string>> = {
  codex: "Codex",
  claude: "Claude Code",
  gemini: "Gemini CLI",
  opencode: "opencode",
};

/** Where clients look for their files. */
export interface ClientPlace {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** null where the system knows none. */
  readonly homeDir: string | null;
  /** The project's folder, where only it is to be connected; null for the whole computer. */
  readonly projectDir: string | null;
}

export interface Wish {
  /** The gateway's address, without a path. */
  readonly url: string;
  /** null where the gateway wants none. */
  readonly key: string | null;
  readonly model: string | null;
  /** What the gateway serves: opencode has to be told. */
  readonly models: readonly string[];
}

export interface ClientFile {
  readonly path: string;
  /** Taken in its place where it is there. */
  readonly otherPath?: string;
  readonly format: ConfigFormat;
  /** The setting that says where the client asks; null where another file does. */
  readonly addressAt: readonly string[] | null;
  settings(wish: Wish): readonly WishedSetting[];
}

export interface WishedSetting extends Setting {
  /** What stands there already is as good. */
  readonly unlessSet?: boolean;
}

/** Clients that sign requests in any case take this where the gateway wants nothing. */
const NO_KEY = "any";
const PROVIDER = "switchyard";

/** The client's files; null where it has no home, or no files of a project's own. */
export function clientFiles(client: ClientId, place: ClientPlace): readonly ClientFile[] | null {
  switch (client) {
    case "codex":
      return codexFiles(place);
    case "claude":
      return claudeFiles(place);
    case "gemini":
      return geminiFiles(place);
    case "opencode":
      return opencodeFiles(place);
  }
}

/** Codex takes no providers from a project's file. */
function codexFiles({ env, homeDir, projectDir }: ClientPlace): readonly ClientFile[] | null {
  const folder = named(env["CODEX_HOME"]) ?? below(homeDir, ".codex");
  if (folder === null || projectDir !== null) return null;
  const provider = ["model_providers", PROVIDER];
  return [
    {
      path: join(folder, "config.toml"),
      format: "toml",
      addressAt: [...provider, "base_url"],
      settings: ({ url, key, model }) => [
        { path: ["model_provider"], value: PROVIDER },
        ...(model === null ? [] : [{ path: ["model"], value: model }]),
        { path: [...provider, "name"], value: "Switchyard" },
        { path: [...provider, "base_url"], value: `${url}/v1` },
        { path: [...provider, "wire_api"], value: "responses" },
        { path: [...provider, "experimental_bearer_token"], value: key ?? undefined },
      ],
    },
  ];
}

/** A project's shared settings are committed; a key belongs into the personal ones beside them. */
function claudeFiles({ env, homeDir, projectDir }: ClientPlace): readonly ClientFile[] | null {
  const folder = named(env["CLAUDE_CONFIG_DIR"]) ?? below(homeDir, ".claude");
  const own = projectDir === null ? below(folder, "settings.json") : join(projectDir, ".claude", "settings.local.json");
  if (own === null) return null;
  return [
    {
      path: own,
      format: "json",
      addressAt: ["env", "ANTHROPIC_BASE_URL"],
      settings: ({ url, key, model }) => [
        { path: ["env", "ANTHROPIC_BASE_URL"], value: url },
        { path: ["env", "ANTHROPIC_AUTH_TOKEN"], value: key ?? NO_KEY },
        ...(model === null
          ? []
          : [
              { path: ["model"], value: model },
              // For titles and the like; without it, it asks for one of Anthropic's by name.
              { path: ["env", "ANTHROPIC_DEFAULT_HAIKU_MODEL"], value: model },
            ]),
      ],
    },
  ];
}

function geminiFiles({ env, homeDir, projectDir }: ClientPlace): readonly ClientFile[] | null {
  const home = projectDir ?? named(env["GEMINI_CLI_HOME"]) ?? homeDir;
  if (home === null) return null;
  const folder = join(home, ".gemini");
  return [
    {
      path: join(folder, "settings.json"),
      format: "json",
      addressAt: null,
      settings: ({ model }) => [
        { path: ["security", "auth", "selectedType"], value: "gemini-api-key" },
        ...(model === null ? [] : [{ path: ["model", "name"], value: model }]),
      ],
    },
    {
      path: join(folder, ".env"),
      format: "env",
      addressAt: ["GOOGLE_GEMINI_BASE_URL"],
      settings: ({ url, key }) => [
        { path: ["GOOGLE_GEMINI_BASE_URL"], value: url },
        { path: ["GEMINI_API_KEY"], value: key ?? NO_KEY },
      ],
    },
  ];
}

function opencodeFiles({ env, homeDir, projectDir }: ClientPlace): readonly ClientFile[] | null {
  const configs = named(env["XDG_CONFIG_HOME"]) ?? below(homeDir, ".config");
  const folder = projectDir ?? below(configs, "opencode");
  if (folder === null) return null;
  const provider = ["provider", PROVIDER];
  return [
    {
      path: join(folder, "opencode.json"),
      otherPath: join(folder, "opencode.jsonc"),
      format: "json",
      addressAt: [...provider, "options", "baseURL"],
      settings: ({ url, key, model, models }) => [
        { path: [...provider, "npm"], value: "@ai-sdk/openai" },
        { path: [...provider, "name"], value: "Switchyard" },
        { path: [...provider, "options", "baseURL"], value: `${url}/v1` },
        { path: [...provider, "options", "apiKey"], value: key ?? NO_KEY },
        ...[...new Set([...(model === null ? [] : [model]), ...models])].map((name) => ({
          path: [...provider, "models", name],
          value: {},
          unlessSet: true,
        })),
        ...(model === null ? [] : [{ path: ["model"], value: `${PROVIDER}/${model}` }]),
      ],
    },
  ];
}

function named(folder: string | undefined): string | null {
  return folder === undefined || folder === "" ? null : folder;
}

function below(folder: string | null, name: string): string | null {
  return folder === null ? null : join(folder, name);
}
