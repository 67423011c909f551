// Sign-ins under way: authorization codes waiting to be exchanged, device codes waiting to be approved.

import { createHash } from "node:crypto";
import type { Clock, Ids } from "../../domain/ports.ts";

/** Anybody who can sign in. */
export interface Signatory {
  readonly handle: { readonly email: string; readonly accountId: string };
}

export interface Grant<Entry> {
  readonly entry: Entry;
  /** null for an upstream without PKCE. */
  readonly codeChallenge: string | null;
  /** null where any will do: the device flow's issuer may stand behind a proxy. */
  readonly redirectUri: string | null;
  /** Kept where the upstream wants it again in the exchange. */
  readonly state?: string | null;
}

export interface SignIns<Entry> {
  /** Whose turn it is to sign in: the one asked for, else the accounts one after the other; null where there is none. */
  next(hint: string | null): Entry | null;
  /** A code good for one exchange within 10 minutes. */
  issueCode(grant: Grant<Entry>): string;
  /** Takes the code out; null for an unknown, used or old one. */
  redeem(code: string): Grant<Entry> | null;
  /** The challenge is null for an upstream whose device flow has no PKCE. */
  startDevice(codeChallenge: string | null): DeviceStart;
  /** The first poll finds nothing yet, the second finds it approved. */
  pollDevice(deviceAuthId: string, proof: DeviceProof): "pending" | "approved" | "unknown";
}

export interface DeviceStart {
  readonly deviceAuthId: string;
  readonly userCode: string;
  /** Epoch ms. */
  readonly expiresAt: number;
}

/** What the upstream asks of the one who polls, besides the device's id. */
export interface DeviceProof {
  readonly userCode?: string;
  readonly codeVerifier?: string;
}

const CODE_TTL_MS = 10 * 60_000;
const DEVICE_TTL_MS = 15 * 60_000;

/** No sign-in under way. */
export function createSignIns<Entry extends Signatory>(deps: {
  readonly clock: Clock;
  readonly ids: Ids;
  accounts(): readonly Entry[];
}): SignIns<Entry> {
  const { clock, ids } = deps;
  const codes = new Map<string, { readonly grant: Grant<Entry>; readonly expiresAt: number }>();
  const devices = new Map<string, DeviceStart & { readonly codeChallenge: string | null; polls: number }>();
  let turn = 0;
  return {
    next(hint) {
      const accounts = deps.accounts();
      const asked =
        hint === null ? undefined : accounts.find(({ handle }) => handle.email === hint || handle.accountId === hint);
      if (asked !== undefined) return asked;
      const entry = accounts[turn % Math.max(1, accounts.length)] ?? null;
      turn += 1;
      return entry;
    },
    issueCode(grant) {
      const code = ids.token("ac");
      codes.set(code, { grant, expiresAt: clock.now() + CODE_TTL_MS });
      return code;
    },
    redeem(code) {
      const waiting = codes.get(code);
      codes.delete(code);
      return waiting !== undefined && clock.now() < waiting.expiresAt ? waiting.grant : null;
    },
    startDevice(codeChallenge) {
      const deviceAuthId = ids.token("deviceauth");
      const letters = ids.token("code").split("_").at(-1)?.toUpperCase() ?? "";
      const userCode = `${letters.slice(0, 4)}-${letters.slice(4, 9)}`;
      const device = { deviceAuthId, userCode, expiresAt: clock.now() + DEVICE_TTL_MS };
      devices.set(deviceAuthId, { ...device, codeChallenge, polls: 0 });
      return device;
    },
    pollDevice(deviceAuthId, { userCode, codeVerifier }) {
      const device = devices.get(deviceAuthId);
      if (device === undefined || clock.now() >= device.expiresAt) return "unknown";
      if (userCode !== undefined && device.userCode !== userCode) return "unknown";
      if (device.codeChallenge !== null && challengeOf(codeVerifier ?? "") !== device.codeChallenge) return "unknown";
      device.polls += 1;
      if (device.polls === 1) return "pending";
      devices.delete(deviceAuthId);
      return "approved";
    },
  };
}

/** The S256 challenge of a verifier (RFC 7636). */
export function challengeOf(codeVerifier: string): string {
  return createHash("sha256").update(codeVerifier).digest("base64url");
}
