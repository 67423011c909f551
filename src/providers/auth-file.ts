// How a provider keeps an account in a file. The folder and its watching are not the provider's matter.

import type { Account } from "../domain/account.ts";
import type { ProviderId, Sha256Hex } from "../domain/ids.ts";
import type { RefreshedTokens } from "../domain/ports.ts";
import type { UpstreamCall } from "../wire/upstream-call.ts";

export type JsonRecord = Readonly<Record<string, unknown>>;

export interface AuthFileForm {
  readonly provider: ProviderId;
  /** Reads one auth file in any form this provider knows. */
  parse(json: JsonRecord, context: { readonly fileName: string; readonly sha256: Sha256Hex }): ParsedAuthFile;
  /** The file as we write it ourselves, with every field kept that is not the form's own. */
  normalise(json: JsonRecord): JsonRecord;
  /** The same file with refreshed tokens, in the form it has, every other field kept. */
  withTokens(json: JsonRecord, tokens: RefreshedTokens): JsonRecord;
  /** A file name without path for this account. */
  fileNameFor(account: Account): string;
  /** The call that tells whose key this is. `proxyUrl` is the file's own, null for the global one. */
  identityCall(key: string, proxyUrl: string | null): UpstreamCall;
  /** The file with the identity that the call's 200 told; null where it tells none. */
  withIdentity(json: JsonRecord, answer: unknown): JsonRecord | null;
}

export type ParsedAuthFile =
  | { readonly kind: "account"; readonly account: Account }
  /** Whole, but its owner has to be asked for with `identityCall`. */
  | { readonly kind: "unidentified"; readonly key: string; readonly proxyUrl: string | null }
  | { readonly kind: "broken"; readonly reason: string }
  /** Another provider's. */
  | { readonly kind: "foreign" };
