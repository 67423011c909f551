// Where a call comes from, as browsers and trusted proxies tell it: whether it is a page of this address's own, came
// encrypted, and whether it is from this very computer.

import { isLoopback } from "../../proxy/identify-client.ts";
import type { TrustedProxies } from "../client-address.ts";

export interface CallOrigins {
  /** True also where no page asks (curl, the command line). */
  isOwn(request: Request, peer: string): boolean;
  isEncrypted(request: Request, peer: string): boolean;
  /** From this computer, not through a proxy on it, and meant for it: a page of another name that leads here is not. */
  isLocal(request: Request, peer: string): boolean;
}

export function createCallOrigins(trustedProxies: () => TrustedProxies): CallOrigins {
  const isEncrypted: CallOrigins["isEncrypted"] = ({ url, headers }, peer) => {
    const told = trustedProxies().isTrusted(peer) ? firstOf(headers.get("x-forwarded-proto")) : null;
    return (told ?? new URL(url).protocol.replace(":", "")) === "https";
  };
  const hostOf = ({ url, headers }: Request, peer: string): string => {
    const told = trustedProxies().isTrusted(peer) ? firstOf(headers.get("x-forwarded-host")) : null;
    return told ?? headers.get("host") ?? new URL(url).host;
  };
  return {
    isEncrypted,
    isOwn(request, peer) {
      // What a browser says of itself no page can forge, and no proxy's rewritten Host can spoil.
      const site = request.headers.get("sec-fetch-site");
      if (site !== null) return site === "same-origin" || site === "none";
      const origin = request.headers.get("origin");
      if (origin === null) return true;
      if (!URL.canParse(origin)) return false;
      const { protocol, host } = new URL(origin);
      if (isEncrypted(request, peer) && protocol !== "https:") return false;
      // A proxy that nobody trusts may have taken the encryption off: the scheme that the page names is believed then.
      const own = `${protocol}//${hostOf(request, peer)}`;
      return URL.canParse(own) && new URL(own).host === host;
    },
    isLocal(request, peer) {
      const forwardedFor = request.headers.get("x-forwarded-for");
      const isForwarded = forwardedFor !== null || request.headers.has("forwarded");
      if (isForwarded && !trustedProxies().isTrusted(peer)) return false;
      const own = `http://${hostOf(request, peer)}`;
      return (
        isLoopback(trustedProxies().clientOf(peer, forwardedFor)) &&
        URL.canParse(own) &&
        /^(localhost|.+\.localhost|127\.[\d.]+|\[::1\])$/.test(new URL(own).hostname)
      );
    },
  };
}

/** What the proxy nearest to the client said, where a row of them did. */
function firstOf(header: string | null): string | null {
  const first = header?.split(",")[0]?.trim().toLowerCase() ?? "";
  return first === "" ? null : first;
}
