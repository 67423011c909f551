// Where other programs keep accounts on a computer, for an import that names no path.

import { join } from "node:path";

export interface UsualPlacesInput {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** null where the system knows none. */
  readonly homeDir: string | null;
}

/** Files and folders that may be there; a folder that the environment names must be. */
export function usualPlaces({ env, homeDir }: UsualPlacesInput): {
  readonly maybe: readonly string[];
  readonly named: readonly { readonly variable: string; readonly folder: string }[];
} {
  const named = ["CODEX_HOME", "CLAUDE_CONFIG_DIR"].flatMap((variable) => {
    const folder = env[variable]?.trim() ?? "";
    return folder === "" ? [] : [{ variable, folder }];
  });
  const folderOf = (variable: string, usual: string): string | null =>
    named.find((one) => one.variable === variable)?.folder ?? inHome(usual);
  const inHome = (name: string): string | null => (homeDir === null ? null : join(homeDir, name));
  const codex = folderOf("CODEX_HOME", ".codex");
  const claude = folderOf("CLAUDE_CONFIG_DIR", ".claude");
  const maybe = [
    codex === null ? null : join(codex, "accounts", "registry.json"),
    // The login in use was refreshed last: it comes after its snapshot, and wins.
    codex === null ? null : join(codex, "auth.json"),
    inHome(".cli-proxy-api"),
    claude === null ? null : join(claude, ".credentials.json"),
    inHome(join(".gemini", "oauth_creds.json")),
    inHome(join(".qwen", "oauth_creds.json")),
  ];
  return { maybe: maybe.filter((path) => path !== null), named };
}
