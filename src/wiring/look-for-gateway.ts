// Whether a gateway runs here, by the one sign that tells: it answers where the configuration says.

import type { GatewayPresence } from "../cli/hands.ts";
import type { Config } from "../config/schema.ts";
import type { UpstreamClient } from "../wire/upstream-call.ts";

const TIMEOUTS = { connectMs: 1000, firstByteMs: 2000, idleMs: 1000 } as const;
/** Listening on every address of the computer includes this one. */
const EVERYWHERE: Readonly<Record<string, string>> = { "0.0.0.0": "127.0.0.1", "::": "[::1]", "": "127.0.0.1" };

export async function lookForGateway(config: Config, client: UpstreamClient): Promise<GatewayPresence> {
  const url = gatewayUrl(config);
  const call = { method: "GET", url: `${url}/health`, headers: {}, body: null, proxyUrl: null } as const;
  const answer = await client.send(call, { signal: new AbortController().signal, timeouts: TIMEOUTS });
  if (answer.kind === "failed") return { url, kind: "absent" };
  const body = await answer.body.rest().then(
    (bytes) => Buffer.from(bytes).toString(),
    () => "",
  );
  return { url, kind: isOurHealth(answer.status, body) ? "running" : "other" };
}

/** Where it listens, as clients of this computer call it. */
export function gatewayUrl({ host, port, tls }: Config): string {
  const name = EVERYWHERE[host] ?? (host.includes(":") ? `[${host}]` : host);
  return `${tls.enable ? "https" : "http"}://${name}:${port}`;
}

/** What a gateway of ours answers at `/health`. */
export function isOurHealth(status: number, body: string): boolean {
  return status === 200 && body.replaceAll(/\s/g, "") === '{"status":"ok"}';
}
