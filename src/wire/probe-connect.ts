// Whether anybody listens at an address at all.

import type { Clock } from "../domain/ports.ts";

/** True once a TCP connection stands; false where none came about within the time. A refusal is told by the call itself. */
export function canConnect(input: {
  readonly url: string;
  readonly withinMs: number;
  readonly clock: Clock;
}): Promise<boolean> {
  const { hostname, port, protocol } = new URL(input.url);
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const cancel = input.clock.after(Math.max(0, input.withinMs), () => resolve(false));
  Bun.connect({
    hostname: hostname.replace(/^\[|\]$/g, ""),
    port: port === "" ? defaultPort(protocol) : Number(port),
    socket: {
      open(socket) {
        resolve(true);
        socket.end();
      },
      data() {},
      connectError: () => resolve(true),
    },
  }).catch(() => resolve(true));
  return promise.finally(cancel);
}

function defaultPort(protocol: string): number {
  if (protocol.startsWith("socks")) return 1080;
  return protocol === "https:" || protocol === "wss:" ? 443 : 80;
}
