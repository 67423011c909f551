// Codex: `auth.json` in $CODEX_HOME or ~/.codex, as ChatGPT login or API key (codex-auth facts §2).

import { join } from "node:path";

import type { Account } from "../../domain/account.ts";
import type { JsonRecord } from "../../providers/auth-file.ts";
import { isJsonRecord, writeAuthJson } from "../auth-json.ts";
import { folderOf, readLoginFile } from "./read-login-file.ts";
import type { ToolHome, ToolLogin, ToolPlace } from "./tool-home.ts";

const VARIABLE = "CODEX_HOME";

export function codexHome(folder: string, { env, files }: Pick<ToolPlace, "env" | "files">): ToolHome {
  const file = join(folder, "auth.json");

  async function read(): Promise<ToolLogin> {
    // Codex itself starts without its usual folder, but not with a named one that is missing.
    if ((env[VARIABLE] ?? "") !== "" && !(await files.isFolder(folder))) {
      return { kind: "foreign", reason: `${VARIABLE} is ${folder}, and there is no such folder` };
    }
    const store = storeIn((await files.read(join(folder, "config.toml")).catch(() => null)) ?? "");
    if (store !== "file") {
      const reason = `Codex keeps its login in the system's keyring (cli_auth_credentials_store = "${store}" in ${join(folder, "config.toml")}); set it to "file" to switch accounts here`;
      return { kind: "keyring", reason };
    }
    const found = await readLoginFile(files, file);
    if (found.kind !== "login") return found;
    const hasKey = typeof found.json["OPENAI_API_KEY"] === "string" && found.json["OPENAI_API_KEY"].trim() !== "";
    return hasKey || isJsonRecord(found.json["tokens"]) ? { ...found, hint: {} } : { kind: "none" };
  }

  return {
    tool: "codex",
    title: "Codex",
    provider: "codex",
    file,
    folder,
    isFolderIn: (environment) => folderOf(environment, VARIABLE, ".codex") === folder,
    refreshTokenWorksOnce: true,
    read,
    refusal: ({ baseUrl, credentials }) =>
      credentials.kind === "api-key" && baseUrl !== null
        ? `its key belongs to ${hostOf(baseUrl)}, which Codex learns of in config.toml alone`
        : null,
    put: (account, json) => files.write(file, writeAuthJson(authJsonOf(account, json))),
    ownerFields: () => ({}),
  };
}

/**
 * Written anew, not merged: of a login and a key side by side Codex takes the key, whoever's the login is. What an auth file
 * in Codex's own form says besides of its tokens stays with them.
 */
function authJsonOf({ credentials }: Account, json: JsonRecord): JsonRecord {
  if (credentials.kind === "api-key") return { auth_mode: "apikey", OPENAI_API_KEY: credentials.key.reveal() };
  const { accessToken, refreshToken, idToken, upstreamAccountId, refreshedAt } = credentials;
  return {
    auth_mode: "chatgpt",
    OPENAI_API_KEY: null,
    tokens: {
      ...(isJsonRecord(json["tokens"]) ? json["tokens"] : {}),
      id_token: idToken?.reveal() ?? "",
      access_token: accessToken.reveal(),
      refresh_token: refreshToken?.reveal() ?? "",
      account_id: upstreamAccountId,
    },
    // Without it Codex takes the tokens for too old, and uses the refresh token up at once.
    last_refresh: new Date(refreshedAt ?? issuedAt(credentials.expiresAt)).toISOString(),
  };
}

const TOKEN_LIFE_MS = 10 * 86_400_000;

/** Codex's access tokens last ten days (wire facts 2.1). */
function issuedAt(expiresAt: number | null): number {
  return Math.max(0, (expiresAt ?? TOKEN_LIFE_MS) - TOKEN_LIFE_MS);
}

/** A key of the top level; what follows a `[table]` is another one's. `auto` tries the keyring first. */
function storeIn(toml: string): string {
  const [top = ""] = toml.split(/^\s*\[/m);
  return /^\s*cli_auth_credentials_store\s*=\s*["']([a-z]+)["']/m.exec(top)?.[1] ?? "file";
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "another upstream";
}
