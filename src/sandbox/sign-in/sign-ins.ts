// Sign-ins under way: authorization codes waiting to be exchanged, device codes waiting to be approved.

import type { Clock, Ids } from "../../domain/ports.ts";
import type { AccountEntry } from "../accounts/account.ts";
import type { Directory } from "../accounts/directory.ts";

export interface Grant {
  readonly entry: AccountEntry;
  readonly codeChallenge: string;
  /** null where any will do: the device flow's issuer may stand behind a proxy. */
  readonly redirectUri: string | null;
}

export interface SignIns {
  /** Whose turn it is to sign in: the one asked for, else the accounts one after the other; null where there is none. */
  next(hint: string | null): AccountEntry | null;
  /** A code good for one exchange within 10 minutes. */
  issueCode(grant: Grant): string;
  /** Takes the code out; null for an unknown, used or old one. */
  redeem(code: string): Grant | null;
  startDevice(): { readonly deviceAuthId: string; readonly userCode: string; readonly expiresAt: number };
  /** The first poll finds nothing yet, the second finds it approved. */
  pollDevice(deviceAuthId: string, userCode: string): "pending" | "approved" | "unknown";
}

const CODE_TTL_MS = 10 * 60_000;
const DEVICE_TTL_MS = 15 * 60_000;

/** No sign-in under way. */
export function createSignIns(deps: {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly directory: Directory;
}): SignIns {
  const { clock, ids, directory } = deps;
  const codes = new Map<string, { readonly grant: Grant; readonly expiresAt: number }>();
  const devices = new Map<string, { readonly userCode: string; readonly expiresAt: number; polls: number }>();
  let turn = 0;
  return {
    next(hint) {
      const accounts = directory.accounts();
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
    startDevice() {
      const deviceAuthId = ids.token("deviceauth");
      const letters = ids.token("code").split("_").at(-1)?.toUpperCase() ?? "";
      const device = {
        userCode: `${letters.slice(0, 4)}-${letters.slice(4, 9)}`,
        expiresAt: clock.now() + DEVICE_TTL_MS,
      };
      devices.set(deviceAuthId, { ...device, polls: 0 });
      return { deviceAuthId, ...device };
    },
    pollDevice(deviceAuthId, userCode) {
      const device = devices.get(deviceAuthId);
      if (device === undefined || device.userCode !== userCode || clock.now() >= device.expiresAt) return "unknown";
      device.polls += 1;
      if (device.polls === 1) return "pending";
      devices.delete(deviceAuthId);
      return "approved";
    },
  };
}
