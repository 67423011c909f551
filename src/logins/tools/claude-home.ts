// Claude Code: `.credentials.json` in $CLAUDE_CONFIG_DIR or ~/.claude; on macOS its login is in the keychain.

import { basename, dirname, join } from "node:path";

import type { Account } from "../../domain/account.ts";
import type { JsonRecord } from "../../providers/auth-file.ts";
import { isJsonRecord, writeAuthJson } from "../auth-json.ts";
import { folderOf, readBeside, readLoginFile } from "./read-login-file.ts";
import type { ToolFiles, ToolHome, ToolLogin, ToolPlace } from "./tool-home.ts";

const VARIABLE = "CLAUDE_CONFIG_DIR";
const LOGIN = "claudeAiOauth";
/** What Claude Code asks for at sign-in, where the auth file does not say (wire facts 2.2). */
const SCOPES = ["user:profile", "user:inference", "user:sessions:claude_code", "user:mcp_servers", "user:file_upload"];

export function claudeHome(folder: string, { env, files, platform }: ToolPlace): ToolHome {
  const file = join(folder, ".credentials.json");
  const state = stateFileOf(folder, env);

  async function read(): Promise<ToolLogin> {
    if (platform === "darwin") {
      return {
        kind: "keyring",
        reason: "Claude Code keeps its login in the macOS keychain, which is not reached here",
      };
    }
    const found = await readLoginFile(files, file);
    if (found.kind !== "login") return found;
    const login = found.json[LOGIN];
    // A login that has ended stays there with empty tokens.
    if (!isJsonRecord(login) || !isText(login["accessToken"])) return { kind: "none" };
    const json = { ...found.json, ...renamed(login, OWNER_NAMES) };
    const told = (await readBeside(files, state))?.["oauthAccount"];
    return { kind: "login", json, text: found.text, hint: isJsonRecord(told) ? renamed(told, TOLD_NAMES) : {} };
  }

  return {
    tool: "claude",
    title: "Claude Code",
    provider: "claude",
    file,
    folder,
    isFolderIn: (environment) => folderOf(environment, VARIABLE, ".claude") === folder,
    refreshTokenWorksOnce: true,
    read,
    refusal: ({ credentials }) =>
      credentials.kind === "api-key"
        ? "Claude Code takes no key from its login file; `switchyard connect claude` points it at the gateway instead"
        : null,
    async put(account, json) {
      const before = (await readBeside(files, file)) ?? {};
      await files.write(file, writeAuthJson({ ...before, [LOGIN]: loginOf(account, json) }));
      await tellOwner({ files, state }, account, json);
    },
    ownerFields,
  };
}

/** Claude Code's own names of what our auth files say of an owner: in the login, and in `.claude.json`. */
const OWNER_NAMES = { accountUuid: "account_uuid", organizationUuid: "organization_uuid" } as const;
const TOLD_NAMES = { ...OWNER_NAMES, emailAddress: "email" } as const;

function renamed(json: JsonRecord, names: Readonly<Record<string, string>>): JsonRecord {
  const known = Object.entries(names).filter(([name]) => isText(json[name]));
  return Object.fromEntries(known.map(([name, ours]) => [ours, json[name]]));
}

/** Files of other programs name an e-mail alone: then the ids that Claude Code knows must not make it another account. */
function ownerFields({ identityKey, email }: Account): JsonRecord {
  const [account, organization] = identityKey.split("::");
  const isByIds = organization !== undefined;
  return { account_uuid: isByIds ? account : null, organization_uuid: organization ?? null, email };
}

function loginOf(account: Account, json: JsonRecord): JsonRecord {
  const { credentials } = account;
  if (credentials.kind === "api-key") throw new Error("a key is no login of Claude Code");
  const owner = ownerFields(account);
  return {
    accessToken: credentials.accessToken.reveal(),
    refreshToken: credentials.refreshToken?.reveal() ?? null,
    expiresAt: credentials.expiresAt,
    scopes: Array.isArray(json["scopes"]) ? json["scopes"] : SCOPES,
    subscriptionType: account.plan,
    rateLimitTier: isText(json["rate_limit_tier"]) ? json["rate_limit_tier"] : null,
    ...(isText(owner["account_uuid"])
      ? { accountUuid: owner["account_uuid"], organizationUuid: owner["organization_uuid"] }
      : {}),
  };
}

/** Claude Code shows whose login it is from another file; left as it was, it would name the account before. */
async function tellOwner(
  { files, state }: { readonly files: ToolFiles; readonly state: string },
  account: Account,
  json: JsonRecord,
): Promise<void> {
  const before = await readBeside(files, state);
  if (before === null) return;
  const { account_uuid: accountUuid, organization_uuid: organizationUuid } = ownerFields(account);
  const { oauthAccount: _, ...rest } = before;
  // Without ids it is left out: Claude Code then asks for them itself.
  const told = isText(accountUuid)
    ? {
        accountUuid,
        emailAddress: account.email,
        organizationUuid,
        organizationName: json["organization_name"] ?? null,
      }
    : null;
  await files.write(state, writeAuthJson(told === null ? rest : { ...rest, oauthAccount: told }));
}

/** Beside the usual folder, but inside one that the environment names. */
function stateFileOf(folder: string, env: ToolPlace["env"]): string {
  const isUsual = basename(folder) === ".claude" && (env[VARIABLE] ?? "") !== folder;
  return join(isUsual ? dirname(folder) : folder, ".claude.json");
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
