// Many accounts handed out as files, each in the form that another program takes. Nothing is written here.

import type { Account } from "../../domain/account.ts";
import type { AuthFileJson, AuthFileShelf } from "../../domain/auth-file-shelf.ts";
import type { ProviderId } from "../../domain/ids.ts";
import { exportAccount, type ExportedAccount } from "./export-account.ts";

export const EXPORT_FORMATS = ["auth-file", "codex", "cliproxyapi"] as const;
export type ExportFileFormat = (typeof EXPORT_FORMATS)[number];

export interface PlannedExport {
  readonly files: readonly PlannedFile[];
  readonly skipped: readonly { readonly account: Account; readonly reason: string }[];
}

export interface PlannedFile {
  readonly account: Account;
  /** No two are called the same. */
  readonly fileName: string;
  readonly json: AuthFileJson;
}

interface Deps {
  readonly shelf: Pick<AuthFileShelf, "read">;
  /** An auth file's JSON in the form that CLIProxyAPI writes. */
  normalised(provider: ProviderId, json: AuthFileJson): AuthFileJson;
}

export async function planExport(
  accounts: readonly Account[],
  format: ExportFileFormat,
  deps: Deps,
): Promise<PlannedExport> {
  const files: PlannedFile[] = [];
  const skipped: { account: Account; reason: string }[] = [];
  for (const account of accounts) {
    const exported = await exportOne(account, format, deps);
    if (exported.kind === "file") files.push({ account, fileName: fileNameFor(account, format), json: exported.json });
    else skipped.push({ account, reason: exported.kind === "account_not_found" ? "it is gone" : exported.reason });
  }
  return { files, skipped };
}

async function exportOne(account: Account, format: ExportFileFormat, deps: Deps): Promise<ExportedAccount> {
  const pool = { account: () => account };
  if (format === "codex") return exportAccount({ pool, shelf: deps.shelf }, account.id, "codex_auth_json");
  const exported = await exportAccount({ pool, shelf: deps.shelf }, account.id, "auth_file");
  if (format === "auth-file" || exported.kind !== "file") return exported;
  const json = deps.normalised(account.provider, exported.json);
  return holdsKey(json)
    ? { kind: "export_not_possible", reason: "CLIProxyAPI has keys in its config.yaml alone, not in auth files" }
    : { ...exported, json };
}

/** iFlow's logins bring a key with them, and are logins all the same. */
function holdsKey(json: AuthFileJson): boolean {
  const isLogin = typeof json["refresh_token"] === "string" && json["refresh_token"] !== "";
  return ["api_key", "OPENAI_API_KEY"].some((name) => typeof json[name] === "string") && !isLogin;
}

/** As it is called here; several of Codex's `auth.json` need names of their own. */
function fileNameFor({ id, fileName }: Account, format: ExportFileFormat): string {
  const name = fileName ?? `${id}.json`;
  return format === "codex" ? name.replace(/\.json$/, ".auth.json") : name;
}
