// How a provider keeps an account in a file. The folder and its watching are not the provider's matter.

import type { Account } from "../domain/account.ts";
import type { ProviderId, Sha256Hex } from "../domain/ids.ts";
import type { RefreshedTokens } from "../domain/ports.ts";
import type { UpstreamCall } from "../wire/upstream-call.ts";

export type JsonRecord = Readonly<Record<string, unknown>>;

export interface AuthFileForm {
  readonly provider: ProviderId;
  /** Reads one auth file in any form this provider knows. */
  parse(json: JsonRecord, context: AuthFileContext): ParsedAuthFile;
  /** The file as we write it ourselves, with every field kept that is not the form's own. */
  normalise(json: JsonRecord): JsonRecord;
  /** The same file with refreshed tokens, in the form it has, every other field kept. */
  withTokens(json: JsonRecord, tokens: RefreshedTokens): JsonRecord;
  /** A file name without path for this account. */
  fileNameFor(account: Account): string;
  /** Asks the upstream what an unidentified file does not say. Rejects with nothing but what `asking` rejects with. */
  identify(json: JsonRecord, asking: Asking): Promise<Identified>;
}

export interface AuthFileContext {
  readonly fileName: string;
  readonly sha256: Sha256Hex;
}

export type ParsedAuthFile =
  | { readonly kind: "account"; readonly account: Account }
  /** Whole, but whose it is has to be asked for with `identify`. `key`: the secret that tells two such files apart. */
  | { readonly kind: "unidentified"; readonly key: string }
  | { readonly kind: "broken"; readonly reason: string }
  /** Another provider's. */
  | { readonly kind: "foreign" };

/** How a form asks: one call at a time, within a time limit that is not its own. */
export interface Asking {
  /** A 2xx answer's JSON object, or why there is none and what to do, in words for the operator. */
  ask(call: UpstreamCall): Promise<Told>;
  /** Waits for a slow upstream; resolves early where the time is up. */
  pause(ms: number): Promise<void>;
  /** Epoch ms */
  now(): number;
}

export type Told =
  | { readonly kind: "told"; readonly json: JsonRecord }
  | { readonly kind: "unknown"; readonly reason: string };

export type Identified =
  /** What the file is to hold besides; an upstream is asked once, the file remembers. */
  { readonly kind: "identified"; readonly fields: JsonRecord } | { readonly kind: "unknown"; readonly reason: string };
