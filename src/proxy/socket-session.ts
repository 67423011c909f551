// A client's WebSocket: many turns, one after another. Each turn is an exchange like any other; it goes to its account by
// WebSocket where the upstream serves one, by HTTP where not, and moves between turns when its account cannot go on.

import type { Dialect } from "../dialects/dialect.ts";
import { Fault, type FaultView, viewFault } from "../domain/faults.ts";
import { createSseSplitter, readFrame } from "../exchange/sse-frames.ts";
import type { Route } from "../pool/model-routes.ts";
import type { RequestEntry } from "../telemetry/recorder.ts";
import type { UpstreamSockets } from "../wire/upstream-socket.ts";
import { type AttemptPlan, runAttempts } from "./attempts.ts";
import { type AdmittedTurn, admitTurn } from "./admit-turn.ts";
import { bindServed } from "./bind-served.ts";
import { retryAfterSeconds } from "./error-answer.ts";
import { clientContext, dialectOf, type ExchangeDeps } from "./handle-exchange.ts";
import { type Client, identifyAgain } from "./identify-client.ts";
import { type LanePlan, planLanes } from "./plan-lanes.ts";
import { withPoolLimits } from "./pool-limits.ts";
import { relayLane } from "./relay-lane.ts";
import { routeExchange } from "./route-exchange.ts";
import { streamOpened } from "./serve-answer.ts";
import { sendTurn } from "./send-turn.ts";
import { settleFailed, type SettleDeps } from "./settle.ts";
import { createSocketHistory } from "./socket-history.ts";
import { readTurn, type SocketTurn, toldInFull } from "./socket-turn.ts";
import { type FoundTies, findTies, responseKey, sessionOf, tieKeysOf } from "./ties.ts";
import { createUpstreamLinks, type SocketRefusals } from "./upstream-links.ts";
import { createTurnItems } from "./turn-items.ts";

export interface SocketClient {
  /** Sends one text frame. Resolves once there is room for more. */
  send(frame: string): Promise<void>;
  /** Ends the connection once what was sent is out. */
  end(): void;
}

export interface SocketSession {
  /** One frame of the client; turns are served in order. */
  receive(frame: Uint8Array): void;
  /** The client is gone. */
  close(): void;
}

export interface SocketSessionDeps extends ExchangeDeps {
  readonly sockets: UpstreamSockets;
  readonly refusals: SocketRefusals;
  requestId(): string;
}

export interface OpenedSocket {
  readonly route: string;
  readonly headers: Headers;
  /** Who asks, as it was known when the connection was opened. */
  readonly asker: Client;
  readonly native: boolean;
  readonly client: SocketClient;
}

/** Frames a client may send ahead of the turn that is being served. */
const MOST_WAITING = 16;

export function createSocketSession(deps: SocketSessionDeps, opened: OpenedSocket): SocketSession {
  const leaving = new AbortController();
  const { signal } = leaving;
  const connectMs = (): number => deps.settings().connectMs;
  const links = createUpstreamLinks({ sockets: deps.sockets, refusals: deps.refusals, signal, connectMs });
  const dialect = dialectOf(deps, "openai-responses");
  const session: Session = { deps, opened, dialect, history: createSocketHistory(), links, signal };
  const waiting: Uint8Array[] = [];
  let serving = false;

  const serveWaiting = async (): Promise<void> => {
    if (serving) return;
    serving = true;
    for (let next = waiting.shift(); next !== undefined && !signal.aborted; next = waiting.shift()) {
      await serveTurn(session, next);
    }
    serving = false;
  };

  return {
    receive(frame) {
      if (waiting.length < MOST_WAITING) {
        waiting.push(frame);
        void serveWaiting();
        return;
      }
      const fault = new Fault("rate_limited", "Too many turns are waiting on this connection", { retryAfterMs: 1000 });
      void tell(session, fault, { id: deps.requestId(), transcript: null });
    },
    close() {
      waiting.length = 0;
      leaving.abort();
      links.closeAll();
    },
  };
}

/** Never rejects. */
async function serveTurn(session: Session, bytes: Uint8Array): Promise<void> {
  const { deps, opened, dialect } = session;
  const requestId = deps.requestId();
  const arrivedAt = deps.clock.now();
  const asker = await stillKnown(session, requestId);
  if (asker === null) return;
  let entry: RequestEntry | null = null;
  try {
    const turn = readTurn(bytes);
    entry = deps.recorder.open({
      id: requestId,
      arrivedAt,
      route: opened.route,
      transport: "websocket",
      dialect: dialect.id,
      clientKey: asker.name,
      userAgent: opened.headers.get("user-agent"),
      model: turn.model,
      streamed: true,
      said: { url: opened.route, headers: opened.headers, body: bytes },
    });
    const admitting = admitTurn(deps, turn, { asker, entry });
    if (admitting !== null) await admitting;
    await answerTurn(session, turn, { asker, entry });
  } catch (thrown) {
    if (!(thrown instanceof Fault)) deps.defect(thrown, requestId);
    if (entry !== null) settleFailed(entry, thrown);
    await tell(session, thrown, { id: requestId, transcript: entry?.transcript ?? null });
  }
}

function tell(
  { deps, opened, dialect }: Session,
  thrown: unknown,
  to: Pick<RequestEntry, "id" | "transcript">,
): Promise<void> {
  const view = viewFault(thrown);
  const frame = errorFrame(dialect, view, { requestId: to.id, now: deps.clock.now() });
  to.transcript?.answered(view.status, {});
  to.transcript?.told(frame);
  return opened.client.send(frame);
}

/** A key may be withdrawn while its connection is open: the turn that runs then ends well, the next one ends the connection. */
async function stillKnown(session: Session, requestId: string): Promise<Client | null> {
  const { deps, opened } = session;
  try {
    return identifyAgain(opened.asker, clientContext(deps));
  } catch (thrown) {
    await tell(session, thrown, { id: requestId, transcript: null });
    opened.client.end();
    return null;
  }
}

interface Session {
  readonly deps: SocketSessionDeps;
  readonly opened: OpenedSocket;
  readonly dialect: Dialect;
  readonly history: ReturnType<typeof createSocketHistory>;
  readonly links: ReturnType<typeof createUpstreamLinks>;
  readonly signal: AbortSignal;
}

async function answerTurn(session: Session, turn: SocketTurn, { asker, entry }: AdmittedTurn): Promise<void> {
  const { deps, opened, dialect, signal } = session;
  const settings = deps.settings();
  const { clock, pool, providers } = deps;
  const route = routeExchange(deps, turn.model, { operation: "generate", key: asker.key });
  const [leg] = route.legs;
  const keys = tieKeysOf({
    headers: opened.headers,
    text: turn.frame,
    scope: `${asker.name ?? ""}@${leg.home}`,
    hash: deps.fingerprint,
  });
  const found = await tiesOf(session, turn, await findTies(keys, pool.affinity, settings.stickyThreads));
  const known = turn.previousResponseId === null ? null : session.history.upTo(turn.previousResponseId);
  const conversation = known?.conversation ?? keys.soft;
  if (conversation !== null) entry.ofSession(sessionOf(conversation, deps.sha256));
  const plan = planTurn(session, turn, { entry, route, found, conversation: conversation?.key ?? null });
  const attempted = await runAttempts({ clock, pool, providers, retry: settings.retry }, plan);
  if (attempted.kind === "failed") {
    settleFailed(entry, attempted.fault);
    return tell(session, attempted.fault, entry);
  }
  const { opened: answer, serving } = attempted;
  if (answer.kind !== "streaming") throw new Error("a whole answer where a stream was asked for");
  const bind = bindServed({
    affinity: pool.affinity,
    soft: conversation,
    home: leg.name,
    uploads: keys.uploads,
    sessionTtlMs: settings.sessionTtlMs,
    fingerprint: deps.fingerprint,
    proofOwners: deps.proofOwners,
  });
  const settle: SettleDeps = { clock, pool, bind };
  entry.transcript?.answered(200, {});
  const items = createTurnItems();
  const splitter = createSseSplitter();
  for await (const bytes of streamOpened(
    { dialect, entry, clock, quietMs: settings.quietMs, settle, signal },
    answer,
    serving,
  )) {
    for (const frame of splitter.push(typeof bytes === "string" ? Buffer.from(bytes) : bytes)) {
      const { data } = readFrame(frame);
      if (data === "") continue;
      items.note(data);
      const told = withPoolLimits(data, () => pool.usage(serving.target.provider.id));
      if (told !== null) await opened.client.send(told);
    }
  }
  const responseId = items.responseId() ?? answer.stream.seen.responseId;
  if (answer.stream.phase !== "ended" || responseId === null) return;
  // What came before is known to its owner alone: half a conversation is not kept for the whole.
  if (turn.previousResponseId !== null && known === null) return;
  session.history.remember(responseId, {
    accountId: serving.target.account.id,
    conversation,
    items: [...(known?.items ?? []), ...turn.input, ...items.all()],
  });
}

/**
 * A response of this very connection ties to the account that gave it, softly where the turn can be told in full elsewhere:
 * not with a compaction in it, and not where the conversation is not (or no longer) known here.
 */
async function tiesOf({ history, deps }: Session, turn: SocketTurn, otherwise: FoundTies): Promise<FoundTies> {
  const { previousResponseId } = turn;
  if (previousResponseId === null) return otherwise;
  const by = "previous_response_id";
  const known = history.upTo(previousResponseId);
  if (known !== null) {
    const strength = known.items.some((item) => item.includes('"type":"compaction"')) ? "hard" : "soft";
    return { tie: { strength, accountId: known.accountId, by }, lastServedBy: known.accountId };
  }
  const owner = await deps.pool.affinity.find(responseKey(previousResponseId), "hard");
  if (owner !== null) return { tie: { strength: "hard", accountId: owner, by }, lastServedBy: owner };
  throw new Fault("previous_response_not_found", `Previous response with id '${previousResponseId}' not found.`, {
    param: by,
  });
}

interface TurnPlanning {
  readonly entry: RequestEntry;
  readonly route: Route;
  readonly found: FoundTies;
  readonly conversation: string | null;
}

function planTurn(session: Session, turn: SocketTurn, planning: TurnPlanning): AttemptPlan {
  const { deps, opened, dialect, signal } = session;
  const { entry } = planning;
  const before = turn.previousResponseId === null ? [] : (session.history.upTo(turn.previousResponseId)?.items ?? null);
  const manner = { native: opened.native, wantsUsage: true, hearsErrors: true };
  let lanes: LanePlan | null = null;
  return {
    operation: "generate",
    route: planning.route,
    dialect: dialect.id,
    ...planning.found,
    stream: true,
    entry,
    signal,
    mayBeEmpty: turn.isWarmUp,
    laneFor(target, reasoning) {
      // A warm-up says nothing yet that would have to be translated.
      if (turn.isWarmUp) return relayLane({ dialect, request: turn.frame, ...manner });
      lanes ??= planLanes({
        ...deps,
        // Where the conversation is not known here only its owner can go on, from the frame as it is.
        text: before === null ? turn.frame : toldInFull(turn, before),
        given: { stream: true },
        client: dialect,
        manner,
        session: planning.conversation,
        fallbackId: entry.id,
        arrivedAt: deps.clock.now(),
      });
      return lanes.laneFor(target, reasoning);
    },
    send: (target, lane) =>
      sendTurn({ deps, headers: opened.headers, links: session.links, signal, entry }, turn, { target, lane }),
  };
}

/** How the protocol tells a refusal (wire facts 1.6): the status is what Codex goes by. */
function errorFrame(
  dialect: Dialect,
  view: FaultView,
  about: { readonly requestId: string; readonly now: number },
): string {
  const seconds = retryAfterSeconds(view, about.now);
  const headers = seconds === null ? {} : { "retry-after": String(seconds) };
  return JSON.stringify({ type: "error", status: view.status, ...dialect.encodeError(view, about.requestId), headers });
}
