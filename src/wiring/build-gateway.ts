// The rooms, built and joined: everything between the listening socket and the upstreams.

import modelData from "../../data/models.json" with { type: "json" };
import type { DialectId, Dialect } from "../dialects/dialect.ts";
import { anthropicMessages } from "../dialects/anthropic-messages/dialect.ts";
import { gemini } from "../dialects/gemini/dialect.ts";
import { openaiChat } from "../dialects/openai-chat/dialect.ts";
import { openaiResponses } from "../dialects/openai-responses/dialect.ts";
import { Fault } from "../domain/faults.ts";
import type { Happening } from "../domain/happening.ts";
import { createPriceLookup } from "../domain/price.ts";
import type { AccountId } from "../domain/ids.ts";
import type { AccountState } from "../domain/ports.ts";
import type { AuthFileFolder } from "../logins/auth-file-folder.ts";
import type { Sightings } from "../management/action-queue/sightings.ts";
import { ownUsage } from "../management/client-keys/key-usage.ts";
import { sha256Hex } from "../platform/sha256.ts";
import { systemClock } from "../platform/system-clock.ts";
import { systemIds } from "../platform/system-ids.ts";
import type { LiveAccount } from "../pool/live-account.ts";
import { createPool, type Pool, type PoolEvents } from "../pool/pool.ts";
import type { Provider } from "../providers/provider.ts";
import { createCallProofs } from "../proxy/call-proofs.ts";
import { createForeignReasoning } from "../proxy/foreign-reasoning.ts";
import { createProofOwners } from "../proxy/proof-owners.ts";
import { createCountTokensHandler } from "../proxy/count-tokens.ts";
import { clientContext, createExchangeHandler, type ExchangeDeps } from "../proxy/handle-exchange.ts";
import { createTranscribeHandler } from "../proxy/handle-plain.ts";
import { type Client, identifyClient } from "../proxy/identify-client.ts";
import { createModelsHandler } from "../proxy/list-models.ts";
import { createProbe, type ProbeAccount } from "../proxy/probe-account.ts";
import { createSocketSession, type OpenedSocket, type SocketSession } from "../proxy/socket-session.ts";
import { createSocketRefusals } from "../proxy/upstream-links.ts";
import { createGateway, type Gateway } from "../server/gateway/gateway.ts";
import { errorFields, type Log } from "../telemetry/log.ts";
import type { EventBus } from "../telemetry/event-bus.ts";
import type { Recorder } from "../telemetry/recorder.ts";
import type { Store } from "../store/open-store.ts";
import type { UpstreamClient } from "../wire/upstream-call.ts";
import type { UpstreamSockets } from "../wire/upstream-socket.ts";
import type { ClientKeyParts } from "./build-client-keys.ts";
import { buildTools } from "./build-tools.ts";
import type { Settings } from "./settings.ts";
import { createToldStoreAway } from "./told-store-away.ts";

export interface GatewayParts {
  readonly store: Store;
  readonly remembered: ReadonlyMap<AccountId, AccountState>;
  readonly folder: AuthFileFolder;
  readonly dataDir: string;
  readonly providers: readonly Provider[];
  readonly client: UpstreamClient;
  readonly sockets: UpstreamSockets;
  readonly recorder: Recorder;
  readonly events: EventBus;
  readonly log: Log;
  readonly clientKeys: ClientKeyParts;
  readonly sightings: Sightings;
  settings(): Settings;
}

export interface BuiltGateway {
  readonly pool: Pool;
  readonly gateway: Gateway;
  readonly probe: ProbeAccount;
  createSession(opened: OpenedSocket): SocketSession;
  /** Throws Fault where the client may not ask. */
  identify(request: Request, clientAddress: string): Client;
}

function quotaMoved({ id, quota }: LiveAccount): Happening {
  return {
    kind: "quota_moved",
    accountId: id,
    primaryUsedPercent: quota?.primary?.usedPercent ?? null,
    secondaryUsedPercent: quota?.secondary?.usedPercent ?? null,
    primaryResetsAt: quota?.primary?.resetsAt ?? null,
    secondaryResetsAt: quota?.secondary?.resetsAt ?? null,
  };
}

function poolEvents({ log, events, sightings }: GatewayParts): PoolEvents {
  return {
    healthChanged(live) {
      const { id, account, label, condition } = live;
      log.warn("account_condition", { auth_index: account.authIndex, account: label, ...condition });
      events.publish({ kind: "account_changed", accountId: id, condition: condition.kind });
      sightings.healthChanged(live);
    },
    attemptFailed: sightings.failed,
    quotaObserved: (live) => events.publish(quotaMoved(live)),
    storeFailed: (error) => log.error("store_failed", errorFields(error)),
  };
}

function priceLookup(settings: () => Settings): ExchangeDeps["priceOf"] {
  const priceFor = createPriceLookup();
  return (model) => priceFor(settings().prices, model);
}

const fingerprint = (value: Uint8Array | string): string => Bun.hash(value).toString(36);

const DIALECTS: ReadonlyMap<DialectId, Dialect> = new Map(
  [openaiChat, openaiResponses, anthropicMessages, gemini].map((dialect) => [dialect.id, dialect]),
);

export function buildGateway(parts: GatewayParts): BuiltGateway {
  const { store, log, settings } = parts;
  const providers = new Map(parts.providers.map((provider) => [provider.id, provider]));
  const pool = createPool({
    clock: systemClock,
    client: parts.client,
    providers,
    modelData,
    authFiles: parts.folder,
    states: store.accountStates,
    remembered: parts.remembered,
    samples: store.quotaSamples,
    affinities: store.affinities,
    leases: store.leases,
    lent: buildTools(parts).lent,
    holder: systemIds.token("process"),
    settings: () => settings().pool,
    events: poolEvents(parts),
  });
  const proofOwners = createProofOwners(fingerprint);
  const deps: ExchangeDeps = {
    clock: systemClock,
    sha256: sha256Hex,
    fingerprint,
    pool,
    client: parts.client,
    providers,
    dialects: DIALECTS,
    recorder: parts.recorder,
    callProofs: createCallProofs(),
    proofOwners,
    foreignReasoning: createForeignReasoning(fingerprint, proofOwners),
    keys: parts.clientKeys.ring,
    keyLedgers: parts.clientKeys.ledgers,
    priceOf: priceLookup(settings),
    settings: () => settings().proxy,
    defect: (error, requestId) => log.error("defect", { request_id: requestId, ...errorFields(error) }),
  };
  const identify = (request: Request, clientAddress: string): Client =>
    identifyClient(request, clientAddress, clientContext(deps));
  const refusals = createSocketRefusals(systemClock);
  const gateway = createGateway({
    clock: systemClock,
    ids: systemIds,
    dialects: DIALECTS,
    trustedProxies: () => settings().trustedProxies,
    handleExchange: createExchangeHandler(deps),
    handleTranscribe: createTranscribeHandler(deps),
    countTokens: createCountTokensHandler(deps),
    handleModels: createModelsHandler(deps),
    identify,
    keyUsage: (client) =>
      ownUsage({ clock: systemClock, keys: store.clientKeys, ...parts.clientKeys }, client).catch(orAway(log)),
    // Who asks for it is Codex: what it is shown is what its own accounts have left.
    poolUsage: () => pool.usage("codex"),
  });
  const createSession = (opened: OpenedSocket): SocketSession =>
    createSocketSession({ ...deps, sockets: parts.sockets, refusals, requestId: systemIds.requestId }, opened);
  return { pool, gateway, probe: createProbe(deps), createSession, identify };
}

/** Rethrows what failed: as a refusal where the database is away. */
function orAway(log: Log): (error: unknown) => never {
  const isStoreAway = createToldStoreAway(log);
  return (error) => {
    if (!isStoreAway(error)) throw error;
    throw new Fault("limits_unavailable", "The API key's usage cannot be read at the moment; please try again");
  };
}
