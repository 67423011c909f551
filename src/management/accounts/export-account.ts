// An account handed out as a file: as it stands here, or as Codex CLI keeps it. The answer is full of secrets.

import type { Account } from "../../domain/account.ts";
import type { AuthFileJson, AuthFileShelf } from "../../domain/auth-file-shelf.ts";
import type { AccountId } from "../../domain/ids.ts";
import type { Pool } from "../../pool/pool.ts";

export type ExportFormat = "auth_file" | "codex_auth_json";

export type ExportedAccount =
  | { readonly kind: "file"; readonly fileName: string; readonly json: AuthFileJson }
  | { readonly kind: "account_not_found" }
  | { readonly kind: "export_not_possible"; readonly reason: string };

export interface ExportDeps {
  readonly pool: Pick<Pool, "account">;
  readonly shelf: Pick<AuthFileShelf, "read">;
}

export async function exportAccount(
  { pool, shelf }: ExportDeps,
  id: AccountId,
  format: ExportFormat,
): Promise<ExportedAccount> {
  const account = pool.account(id);
  if (account === null) return { kind: "account_not_found" };
  if (format === "codex_auth_json") return codexAuthJson(account);
  if (account.fileName === null) return { kind: "file", fileName: `${id}.json`, json: ofKey(account) };
  const json = objectIn(await shelf.read(account.fileName));
  if (json === null) return { kind: "export_not_possible", reason: `${account.fileName} is gone or broken` };
  return { kind: "file", fileName: account.fileName, json };
}

/** As `codex login` writes it (codex-auth facts 2). */
function codexAuthJson({ provider, credentials }: Account): ExportedAccount {
  if (provider !== "codex") {
    return { kind: "export_not_possible", reason: "Codex CLI takes accounts of ChatGPT and OpenAI alone" };
  }
  if (credentials.kind === "api-key") {
    return codexFile({ auth_mode: "apikey", OPENAI_API_KEY: credentials.key.reveal() });
  }
  const { idToken, accessToken, refreshToken, upstreamAccountId, refreshedAt } = credentials;
  return codexFile({
    auth_mode: "chatgpt",
    OPENAI_API_KEY: null,
    tokens: {
      id_token: idToken?.reveal() ?? null,
      access_token: accessToken.reveal(),
      refresh_token: refreshToken?.reveal() ?? null,
      account_id: upstreamAccountId,
    },
    last_refresh: refreshedAt === null ? null : new Date(refreshedAt).toISOString(),
  });
}

function codexFile(json: AuthFileJson): ExportedAccount {
  return { kind: "file", fileName: "auth.json", json };
}

/** A key of config.yaml as the auth file that it could be. */
function ofKey({ provider, qualifier, credentials, baseUrl }: Account): AuthFileJson {
  const key = credentials.kind === "api-key" ? credentials.key.reveal() : "";
  // A compatible upstream's name is part of who it is.
  const name = qualifier === provider ? {} : { name: qualifier };
  return { type: provider, ...name, api_key: key, ...(baseUrl === null ? {} : { base_url: baseUrl }) };
}

function objectIn(text: string | null): AuthFileJson | null {
  try {
    const value: unknown = JSON.parse(text ?? "");
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}
