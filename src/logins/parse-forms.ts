// Which provider's form a JSON object has, and what that provider reads in it.

import { proxyUrl } from "../config/schema-values.ts";
import type { Sha256Hex } from "../domain/ids.ts";
import type { AuthFileForm, JsonRecord, ParsedAuthFile } from "../providers/auth-file.ts";

export type ParsedForm =
  | { readonly form: AuthFileForm; readonly parsed: Exclude<ParsedAuthFile, { kind: "foreign" | "broken" }> }
  | { readonly form: null; readonly reason: string };

export interface FormContext {
  readonly forms: readonly AuthFileForm[];
  readonly sha256: Sha256Hex;
}

export interface NamedJson {
  readonly json: JsonRecord;
  readonly fileName: string;
}

/** The first form that knows the file decides. */
export function parseForms({ json, fileName }: NamedJson, { forms, sha256 }: FormContext): ParsedForm {
  for (const form of forms) {
    const parsed = form.parse(json, { fileName, sha256 });
    if (parsed.kind === "foreign") continue;
    if (parsed.kind === "broken") return { form: null, reason: parsed.reason };
    // Whoever names a proxy does not want to be seen without it: what is none keeps the account out.
    const isReachable = parsed.kind !== "account" || proxyUrl.safeParse(parsed.account.proxyUrl ?? "").success;
    return isReachable ? { form, parsed } : { form: null, reason: PROXY_EXPECTED };
  }
  return { form: null, reason: unknownType(json["type"]) };
}

const PROXY_EXPECTED = "its proxy_url is neither an http, https, socks5 or socks5h URL nor direct";

/** Only a plain word is quoted: anything else could be a secret in the wrong place. */
function unknownType(type: unknown): string {
  if (typeof type !== "string") return "it is no auth file of a known kind: no tokens, no OPENAI_API_KEY, no type";
  return /^[a-z][a-z_]{0,23}$/i.test(type) ? `accounts of type "${type}" are not known` : "its type is not known";
}
