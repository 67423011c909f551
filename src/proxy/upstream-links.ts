// The upstream WebSockets of one client connection: one an account, opened when first needed. Where an upstream does not
// take them, turns go by HTTP.

import type { Account } from "../domain/account.ts";
import type { AccountId } from "../domain/ids.ts";
import type { Clock } from "../domain/ports.ts";
import type { Provider, SocketTarget } from "../providers/provider.ts";
import type { UpstreamSocket, UpstreamSockets } from "../wire/upstream-socket.ts";

export interface UpstreamLink {
  readonly socket: UpstreamSocket;
  readonly url: string;
  /** Whom it was opened to, as whom, and by which way. */
  readonly opening: string;
  /** The response that this connection can go on from; null before the first. */
  lastResponseId: string | null;
}

export interface UpstreamLinks {
  /** Null: go by HTTP. */
  to(account: Account, provider: Provider, headers: Headers): Promise<UpstreamLink | null>;
  /**
   * The upstream took the account's turn by HTTP: where it had just refused the WebSocket, then it was not the login, the
   * quota or the network that was at fault, and no other connection need try it for a while.
   */
  takenByHttp(account: Account): void;
  /** The account's connection is of no more use. */
  drop(account: Account): void;
  closeAll(): void;
}

/** Upstreams that refused a WebSocket lately, told by address and outbound proxy: shared by all connections. */
export interface SocketRefusals {
  refusedLately(way: string): boolean;
  noteRefused(way: string): void;
}

const REFUSED_FOR_MS = 5 * 60_000;

export function createSocketRefusals(clock: Clock): SocketRefusals {
  const until = new Map<string, number>();
  return {
    refusedLately: (way) => (until.get(way) ?? 0) > clock.now(),
    noteRefused: (way) => void until.set(way, clock.now() + REFUSED_FOR_MS),
  };
}

/** It may be the proxy that lets no WebSocket through. */
function wayTo({ url, proxyUrl }: SocketTarget): string {
  return JSON.stringify([url, proxyUrl]);
}

function openingOf(target: SocketTarget): string {
  return JSON.stringify([wayTo(target), target.headers["authorization"] ?? null]);
}

interface LinksDeps {
  readonly sockets: UpstreamSockets;
  readonly refusals: SocketRefusals;
  readonly signal: AbortSignal;
  connectMs(): number;
}

export function createUpstreamLinks({ sockets, refusals, signal, connectMs }: LinksDeps): UpstreamLinks {
  const links = new Map<AccountId, UpstreamLink>();
  /** Ways that did not open a WebSocket, by whom it was for. */
  const unopened = new Map<AccountId, string>();
  return {
    async to(account, provider, headers) {
      const target = provider.sockets?.target({ account, clientHeaders: headers }) ?? null;
      const opening = target === null ? null : openingOf(target);
      const known = links.get(account.id);
      // The upstream knows a connection by the token that opened it: with a new token goes a new connection.
      if (known?.socket.isOpen === true && known.opening === opening) return known;
      known?.socket.close();
      links.delete(account.id);
      if (target === null || opening === null || refusals.refusedLately(wayTo(target))) return null;
      const socket = await sockets.open(target, { connectMs: connectMs(), signal });
      if (socket === null) {
        unopened.set(account.id, wayTo(target));
        return null;
      }
      const link: UpstreamLink = { socket, url: target.url, opening, lastResponseId: null };
      links.set(account.id, link);
      return link;
    },
    takenByHttp({ id }) {
      const way = unopened.get(id);
      if (way !== undefined) refusals.noteRefused(way);
      unopened.delete(id);
    },
    drop({ id }) {
      links.get(id)?.socket.close();
      links.delete(id);
    },
    closeAll() {
      for (const { socket } of links.values()) socket.close();
      links.clear();
    },
  };
}
