// Outbound proxies. The runtime's client speaks to http and https proxies itself; SOCKS goes through a local bridge.

import type { Server } from "proxy-chain";

import { isSocks } from "./proxy-failure.ts";

export interface OutboundProxies {
  /** The address to give to the runtime's client for this proxy. */
  httpAddressOf(proxyUrl: string): Promise<string>;
  close(): Promise<void>;
}

/**
 * Bun 1.4's fetch goes by these at each call: `HTTP_PROXY` applies where no proxy is named (nor does `proxy: ""` turn it
 * off), and `NO_PROXY` overrules one that is named. Which way a call goes is the configuration's to say.
 */
const PROXY_VARIABLES = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"];

/** RFC 1928 */
const SOCKS_PORT = 1080;

/** Takes the proxy variables out of `environment`: from here on `direct` is direct and a named proxy is used. */
export function createOutboundProxies(environment: NodeJS.ProcessEnv = process.env): OutboundProxies {
  for (const name of PROXY_VARIABLES) {
    delete environment[name];
    delete environment[name.toLowerCase()];
  }
  const bridges = new Map<string, Promise<Server>>();
  const bridgeTo = (proxyUrl: string): Promise<Server> => {
    const known = bridges.get(proxyUrl);
    if (known !== undefined) return known;
    const bridge = openBridge(proxyUrl);
    bridges.set(proxyUrl, bridge);
    bridge.catch(() => bridges.delete(proxyUrl));
    return bridge;
  };
  return {
    async httpAddressOf(proxyUrl) {
      if (!isSocks(proxyUrl)) return proxyUrl;
      const bridge = await bridgeTo(proxyUrl);
      return `http://127.0.0.1:${bridge.port}`;
    },
    async close() {
      const open = await Promise.allSettled(bridges.values());
      bridges.clear();
      for (const bridge of open) if (bridge.status === "fulfilled") await bridge.value.close(true);
    },
  };
}

/**
 * An http proxy on this computer that passes everything on to the SOCKS one. Names are always left to the proxy: over TLS the
 * bridge cannot do otherwise, and a name that is looked up here for `socks5` alone would tell who is called.
 */
async function openBridge(proxyUrl: string): Promise<Server> {
  // Loaded by those who need it: commands start without.
  const { Server: ProxyServer } = await import("proxy-chain");
  const socks = new URL(proxyUrl);
  const credentials = socks.username === "" ? "" : `${socks.username}:${socks.password}@`;
  const upstreamProxyUrl = `socks5h://${credentials}${socks.hostname}:${socks.port || SOCKS_PORT}`;
  const server = new ProxyServer({
    port: 0,
    host: "127.0.0.1",
    prepareRequestFunction: () => ({ requestAuthentication: false, upstreamProxyUrl }),
  });
  await server.listen();
  return server;
}
