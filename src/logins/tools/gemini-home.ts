// Gemini CLI: `oauth_creds.json` in ~/.gemini; who it is stands beside it. Google's refresh tokens work more than once.

import { join } from "node:path";

import type { Account } from "../../domain/account.ts";
import type { JsonRecord } from "../../providers/auth-file.ts";
import { isJsonRecord, writeAuthJson } from "../auth-json.ts";
import { folderOf, readBeside, readLoginFile } from "./read-login-file.ts";
import type { ToolHome, ToolLogin, ToolPlace } from "./tool-home.ts";

/** Public client id of Gemini CLI (wire facts 2.3): its refresh tokens are good with this client alone. */
const CLIENT_ID = "681255809395-oo8ft2oprdrnp9e3aqf6av3hmdib135j.apps.googleusercontent.com";
const SCOPES = ["cloud-platform", "userinfo.email", "userinfo.profile"].map(
  (scope) => `https://www.googleapis.com/auth/${scope}`,
);

export function geminiHome(folder: string, { env, files }: Pick<ToolPlace, "env" | "files">): ToolHome {
  const file = join(folder, "oauth_creds.json");
  const accounts = join(folder, "google_accounts.json");

  async function read(): Promise<ToolLogin> {
    if (env["GEMINI_FORCE_ENCRYPTED_FILE_STORAGE"] === "true") {
      return {
        kind: "keyring",
        reason: "Gemini CLI keeps its login encrypted (GEMINI_FORCE_ENCRYPTED_FILE_STORAGE is true)",
      };
    }
    const found = await readLoginFile(files, file);
    if (found.kind !== "login") return found;
    const active = (await readBeside(files, accounts))?.["active"];
    return { ...found, hint: typeof active === "string" ? { email: active.toLowerCase() } : {} };
  }

  return {
    tool: "gemini",
    title: "Gemini CLI",
    provider: "gemini-cli",
    file,
    folder,
    isFolderIn: (environment) => geminiFolder(environment) === folder,
    refreshTokenWorksOnce: false,
    read,
    refusal({ credentials }) {
      if (credentials.kind === "api-key") return "Gemini CLI takes keys from GEMINI_API_KEY alone";
      const { client } = credentials;
      return client === undefined || client.id === CLIENT_ID
        ? null
        : "its login was made with another OAuth client than Gemini CLI's, which cannot renew it";
    },
    async put(account, json) {
      await files.write(file, writeAuthJson(credentialsOf(account, json)));
      const before = (await readBeside(files, accounts)) ?? {};
      const others = [before["active"], ...(Array.isArray(before["old"]) ? before["old"] : [])];
      const old = [...new Set(others)].filter((email) => typeof email === "string" && email !== account.email);
      await files.write(accounts, writeAuthJson({ ...before, active: account.email, old }));
    },
    ownerFields: ({ email, credentials }) => ({
      email,
      project_id: credentials.kind === "oauth" ? credentials.upstreamAccountId : null,
    }),
  };
}

/** The variable names the folder above. */
export function geminiFolder(env: (name: string) => string | undefined): string | null {
  const above = folderOf(env, "GEMINI_CLI_HOME", "");
  return above === null ? null : join(above, ".gemini");
}

function credentialsOf({ credentials }: Account, json: JsonRecord): JsonRecord {
  if (credentials.kind === "api-key") throw new Error("a key is no login of Gemini CLI");
  const token = isJsonRecord(json["token"]) ? json["token"] : {};
  const scopes = Array.isArray(token["scopes"]) ? token["scopes"] : SCOPES;
  return {
    access_token: credentials.accessToken.reveal(),
    refresh_token: credentials.refreshToken?.reveal() ?? null,
    scope: scopes.join(" "),
    token_type: "Bearer",
    expiry_date: credentials.expiresAt,
  };
}
