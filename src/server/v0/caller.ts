// Who calls, and with which key.

import type { Caller } from "../../management/access/admit-caller.ts";
import { isLoopback } from "../../proxy/identify-client.ts";
import type { TrustedProxies } from "../client-address.ts";

export function callerOf({ headers }: Request, peer: string, trustedProxies: TrustedProxies): Caller {
  const address = trustedProxies.clientOf(peer, headers.get("x-forwarded-for"));
  return { address, isLocal: isLoopback(address), key: presentedKey(headers) };
}

/** `Authorization: Bearer <key>` or the key alone; only where that is empty, `X-Management-Key`. */
function presentedKey(headers: Headers): string | null {
  const authorization = headers.get("authorization")?.trim() ?? "";
  const key = /^bearer(?:\s+(.*))?$/i.exec(authorization);
  const first = key === null ? authorization : (key[1] ?? "").trim();
  const presented = first === "" ? (headers.get("x-management-key")?.trim() ?? "") : first;
  return presented === "" ? null : asTyped(presented);
}

/** A header's bytes come as one character each. Programs send what people type as UTF-8, browsers as Latin-1. */
function asTyped(text: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(text, "latin1"));
  } catch {
    return text;
  }
}
