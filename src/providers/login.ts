// How somebody signs in to a provider: addresses, calls and what their answers say. Pure; listening, waiting and keeping
// what comes of it are src/logins/flows's matter.

import type { UpstreamCall } from "../wire/upstream-call.ts";
import type { JsonRecord } from "./auth-file.ts";

export interface ProviderLogin {
  /** In a browser, which the vendor then sends back to this computer. */
  readonly browser?: BrowserLogin;
  /** By a code that is confirmed in any browser anywhere. */
  readonly device?: DeviceLogin;
}

export interface BrowserLogin {
  /** Where the vendor lets the browser be sent back to, e.g. `http://localhost:1455/auth/callback`: no other is accepted. */
  readonly redirectUri: string;
  authorizeUrl(start: LoginStart): string;
  /** Exchanges the code that the browser brought back; a code is good once. */
  exchangeCall(grant: CodeGrant): UpstreamCall;
  readExchange(answer: LoginAnswer): LoginOutcome;
  /** What the operator has to see to, or the login will fail in the end, a sentence; absent or null: nothing. */
  advice?(): string | null;
}

export interface LoginStart {
  readonly state: string;
  /** S256 (RFC 7636). */
  readonly codeChallenge: string;
}

export interface CodeGrant {
  readonly code: string;
  readonly state: string;
  readonly codeVerifier: string;
}

/** RFC 8628, and OpenAI's own way of it. */
export interface DeviceLogin {
  startCall(proof: DeviceProof): UpstreamCall;
  readStart(answer: LoginAnswer): DeviceStart;
  pollCall(device: PendingDevice): UpstreamCall;
  readPoll(answer: LoginAnswer, device: PendingDevice): DevicePoll;
}

export interface DeviceProof {
  readonly codeVerifier: string;
  readonly codeChallenge: string;
  /** A name for this sign-in, for vendors that want one; a new UUID. */
  readonly deviceId: string;
}

export interface PendingDevice extends DeviceProof {
  readonly deviceCode: string;
  readonly userCode: string;
}

export type DeviceStart =
  | {
      readonly kind: "started";
      readonly deviceCode: string;
      readonly userCode: string;
      /** The page that the user opens; http or https. */
      readonly url: string;
      readonly intervalMs: number;
      readonly expiresInMs: number;
    }
  | LoginRefused;

export type DevicePoll =
  | { readonly kind: "pending" }
  | { readonly kind: "slow-down" }
  /** Approved; one more call brings the tokens. */
  | { readonly kind: "approved"; readonly call: UpstreamCall; read(answer: LoginAnswer): LoginOutcome }
  | LoginOutcome;

export interface LoginAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  /** Epoch ms */
  readonly now: number;
}

export type LoginOutcome =
  | {
      readonly kind: "signed-in";
      /** An auth file in one of the provider's forms. */
      readonly json: JsonRecord;
      /** What the tokens came with about their owner, should the upstream not be ready to tell more. */
      readonly told?: JsonRecord;
    }
  | LoginRefused;

export interface LoginRefused {
  readonly kind: "refused";
  /** For the operator; holds no secret. */
  readonly reason: string;
}
