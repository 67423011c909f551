// Outbound proxies. The runtime's client speaks to http and https proxies itself; SOCKS goes through a local bridge.

export interface OutboundProxies {
  /** The address to give to the runtime's client for this proxy. */
  httpAddressOf(proxyUrl: string): Promise<string>;
  close(): Promise<void>;
}

export function createOutboundProxies(): OutboundProxies {
  const bridges = new Map<string, Promise<string>>();
  return {
    httpAddressOf(proxyUrl) {
      if (!proxyUrl.startsWith("socks")) return Promise.resolve(proxyUrl);
      let bridge = bridges.get(proxyUrl);
      if (bridge === undefined) {
        bridge = openBridge(proxyUrl);
        bridges.set(proxyUrl, bridge);
      }
      return bridge;
    },
    async close() {
      const open = await Promise.allSettled(bridges.values());
      bridges.clear();
      for (const bridge of open) {
        if (bridge.status === "fulfilled") await closeBridge(bridge.value);
      }
    },
  };
}

// Loaded when the first SOCKS proxy is asked for: few have one, and the library is not small.
async function openBridge(proxyUrl: string): Promise<string> {
  const { anonymizeProxy } = await import("proxy-chain");
  return anonymizeProxy({ url: proxyUrl, port: 0 });
}

async function closeBridge(address: string): Promise<void> {
  const { closeAnonymizedProxy } = await import("proxy-chain");
  await closeAnonymizedProxy(address, true);
}
