// The address a request comes from, as far as it can be trusted.

import { BlockList, isIPv6 } from "node:net";

export interface TrustedProxies {
  /** The socket's peer, or what a trusted proxy says of its own peer. */
  clientOf(peer: string, forwardedFor: string | null): string;
  /** Whether what this peer says of the call that it passes on is believed. */
  isTrusted(peer: string): boolean;
}

/** Addresses and ranges (`10.0.0.0/8`, `::1`) of proxies whose X-Forwarded-For counts. */
export function createTrustedProxies(entries: readonly string[]): TrustedProxies {
  const trusted = new BlockList();
  for (const entry of entries) {
    const [address = "", prefix] = entry.split("/");
    const family = isIPv6(address) ? "ipv6" : "ipv4";
    if (prefix === undefined) trusted.addAddress(address, family);
    else trusted.addSubnet(address, Number(prefix), family);
  }
  const isTrusted = (address: string): boolean => trusted.check(address, isIPv6(address) ? "ipv6" : "ipv4");
  return {
    isTrusted: (peer) => entries.length > 0 && isTrusted(plain(peer)),
    clientOf(peer, forwardedFor) {
      let client = plain(peer);
      if (entries.length === 0 || forwardedFor === null) return client;
      // From the nearest hop outwards, as long as each was told by somebody trusted.
      for (const hop of forwardedFor.split(",").toReversed()) {
        if (!isTrusted(client)) return client;
        client = plain(hop.trim());
      }
      return client;
    },
  };
}

/** IPv4 in IPv6 clothes is IPv4. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/, "");
}
