// The rooms, built and joined: everything between the listening socket and the upstreams.

import modelData from "../../data/models.json" with { type: "json" };
import type { DialectId, Dialect } from "../dialects/dialect.ts";
import { anthropicMessages } from "../dialects/anthropic-messages/dialect.ts";
import { gemini } from "../dialects/gemini/dialect.ts";
import { openaiChat } from "../dialects/openai-chat/dialect.ts";
import { openaiResponses } from "../dialects/openai-responses/dialect.ts";
import type { AccountId } from "../domain/ids.ts";
import type { AccountState } from "../domain/ports.ts";
import type { AuthFileFolder } from "../logins/auth-file-folder.ts";
import { sha256Hex } from "../platform/sha256.ts";
import { systemClock } from "../platform/system-clock.ts";
import { systemIds } from "../platform/system-ids.ts";
import { createPool, type Pool } from "../pool/pool.ts";
import type { Provider } from "../providers/provider.ts";
import { createCallProofs } from "../proxy/call-proofs.ts";
import { createForeignReasoning } from "../proxy/foreign-reasoning.ts";
import { createProofOwners } from "../proxy/proof-owners.ts";
import { createCountTokensHandler } from "../proxy/count-tokens.ts";
import { createExchangeHandler, type ExchangeDeps } from "../proxy/handle-exchange.ts";
import { createTranscribeHandler } from "../proxy/handle-plain.ts";
import { identifyClient } from "../proxy/identify-client.ts";
import { createModelsHandler } from "../proxy/list-models.ts";
import { createSocketSession, type OpenedSocket, type SocketSession } from "../proxy/socket-session.ts";
import { createSocketRefusals } from "../proxy/upstream-links.ts";
import { createGateway, type Gateway } from "../server/gateway/gateway.ts";
import { errorFields, type Log } from "../telemetry/log.ts";
import type { Recorder } from "../telemetry/recorder.ts";
import type { Store } from "../store/open-store.ts";
import type { UpstreamClient } from "../wire/upstream-call.ts";
import type { UpstreamSockets } from "../wire/upstream-socket.ts";
import type { Settings } from "./settings.ts";

export interface GatewayParts {
  readonly store: Store;
  readonly remembered: ReadonlyMap<AccountId, AccountState>;
  readonly folder: AuthFileFolder;
  readonly providers: readonly Provider[];
  readonly client: UpstreamClient;
  readonly sockets: UpstreamSockets;
  readonly recorder: Recorder;
  readonly log: Log;
  settings(): Settings;
}

export interface BuiltGateway {
  readonly pool: Pool;
  readonly gateway: Gateway;
  createSession(opened: OpenedSocket): SocketSession;
  /** Throws Fault where the client may not ask. */
  identify(request: Request, clientAddress: string): string | null;
}

const fingerprint = (value: Uint8Array | string): string => Bun.hash(value).toString(36);

export function buildGateway(parts: GatewayParts): BuiltGateway {
  const { store, log, settings } = parts;
  const providers = new Map(parts.providers.map((provider) => [provider.id, provider]));
  const dialects = new Map<DialectId, Dialect>(
    [openaiChat, openaiResponses, anthropicMessages, gemini].map((dialect) => [dialect.id, dialect]),
  );
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
    holder: systemIds.token("process"),
    settings: () => settings().pool,
    events: {
      healthChanged: ({ account, label, condition }) =>
        log.warn("account_condition", { auth_index: account.authIndex, account: label, ...condition }),
      storeFailed: (error) => log.error("store_failed", errorFields(error)),
    },
  });
  const proofOwners = createProofOwners(fingerprint);
  const deps: ExchangeDeps = {
    clock: systemClock,
    sha256: sha256Hex,
    fingerprint,
    pool,
    client: parts.client,
    providers,
    dialects,
    recorder: parts.recorder,
    callProofs: createCallProofs(),
    proofOwners,
    foreignReasoning: createForeignReasoning(fingerprint, proofOwners),
    settings: () => settings().proxy,
    defect: (error, requestId) => log.error("defect", { request_id: requestId, ...errorFields(error) }),
  };
  const identify = (request: Request, clientAddress: string): string | null =>
    identifyClient(request, clientAddress, { rules: settings().proxy, sha256: sha256Hex });
  const refusals = createSocketRefusals(systemClock);
  const gateway = createGateway({
    clock: systemClock,
    ids: systemIds,
    dialects,
    trustedProxies: () => settings().trustedProxies,
    handleExchange: createExchangeHandler(deps),
    handleTranscribe: createTranscribeHandler(deps),
    countTokens: createCountTokensHandler(deps),
    handleModels: createModelsHandler(deps),
    identify,
    // Who asks for it is Codex: what it is shown is what its own accounts have left.
    poolUsage: () => pool.usage("codex"),
  });
  const createSession = (opened: OpenedSocket): SocketSession =>
    createSocketSession({ ...deps, sockets: parts.sockets, refusals, requestId: systemIds.requestId }, opened);
  return { pool, gateway, createSession, identify };
}
