// Which models there are: the names that the pool serves now, as the asking dialect lists them. Codex wants its vendor's
// catalogue, the whole of it: asked for through an account that has one, and kept for a while.

import { allowsModel, type ClientKey } from "../domain/client-key.ts";
import { Fault } from "../domain/faults.ts";
import type { OfferedModelName } from "../pool/model-routes.ts";
import type { ExchangeDeps } from "./handle-exchange.ts";
import { clientContext, dialectOf } from "./handle-exchange.ts";
import { requireModel } from "./admit-client.ts";
import type { Asked } from "./asked.ts";
import { wholeHeaders } from "./answer-headers.ts";
import { errorAnswer } from "./error-answer.ts";
import { type Client, identifyClient } from "./identify-client.ts";
import { servePlain } from "./handle-plain.ts";
import { accountsOf, routeByOperation, routeExchange } from "./route-exchange.ts";

type JsonObject = Readonly<Record<string, unknown>>;

/** As the ChatGPT backend lists them. */
interface Catalogue {
  readonly models: readonly JsonObject[];
  readonly etag: string | null;
}

interface Asking {
  readonly asked: Asked;
  readonly version: string;
  readonly client: Client;
}

const FRESH_MS = 5 * 60_000;
const MOST_VERSIONS = 16;
const DEFAULT_CLIENT_VERSION = "0.169.0";
const NO_CATALOGUE: Catalogue = { models: [], etag: null };

/** `name`: that model alone; 404 where nobody serves it. */
export type ModelsHandler = (asked: Asked, name?: string) => Promise<Response>;

export function createModelsHandler(deps: ExchangeDeps): ModelsHandler {
  const knownCatalogue = createCatalogues(deps);

  const viewFor = async (asked: Asked, client: Client): Promise<Response> => {
    const version = new URL(asked.request.url).searchParams.get("client_version");
    const names = namesFor(deps, client.key);
    const headers = wholeHeaders(asked.id);
    if (asked.dialect === "anthropic-messages") return Response.json(messagesView(names), { headers });
    if (asked.dialect === "gemini") return Response.json(geminiView(names), { headers });
    if (!asked.native && version === null) return Response.json(listView(names), { headers });
    const catalogue = await knownCatalogue({ asked, version: version ?? DEFAULT_CLIENT_VERSION, client });
    if (catalogue.etag !== null) headers["etag"] = catalogue.etag;
    // Both forms at once, as Codex and scripts written for its backend read it.
    return Response.json({ models: catalogueFor(client.key, catalogue, names), ...listView(names) }, { headers });
  };

  return async (asked, name) => {
    const dialect = dialectOf(deps, asked.dialect);
    try {
      const client = identifyClient(asked.request, asked.clientAddress, clientContext(deps));
      await deps.pool.askForModels();
      return name === undefined ? await viewFor(asked, client) : oneModel(deps, asked, { name, client });
    } catch (thrown) {
      if (!(thrown instanceof Fault)) deps.defect(thrown, asked.id);
      return errorAnswer(thrown, { dialect, requestId: asked.id, now: deps.clock.now() });
    }
  };
}

/** A model that is in no list but would be served has its place as well. */
function oneModel(
  deps: ExchangeDeps,
  asked: Asked,
  { name, client }: { readonly name: string; readonly client: Client },
): Response {
  requireModel(client, name);
  const listed = namesFor(deps, client.key).find((one) => one.name === name);
  if (listed === undefined) routeExchange(deps, name, { operation: "generate", key: client.key });
  const model = listed ?? { name, servedBy: [] };
  const headers = wholeHeaders(asked.id);
  if (asked.dialect === "anthropic-messages") return Response.json(messagesModel(model), { headers });
  return Response.json(asked.dialect === "gemini" ? geminiModel(model) : listModel(model), { headers });
}

/** Those that a client with this key may ask for. */
function namesFor(deps: ExchangeDeps, key: ClientKey | null): readonly OfferedModelName[] {
  const names = deps.pool.routes.names(accountsOf(key));
  return key === null || key.models === null ? names : names.filter(({ name }) => allowsModel(key, name));
}

/** The vendor's catalogue has names of its own making: where a key is held to some accounts, only what those serve is in it. */
function catalogueFor(
  key: ClientKey | null,
  { models }: Catalogue,
  names: readonly OfferedModelName[],
): Catalogue["models"] {
  if (key === null) return models;
  const served = new Set(names.map(({ name }) => name));
  return models.filter(
    ({ slug }) => allowsModel(key, String(slug)) && (key.accounts === null || served.has(String(slug))),
  );
}

function createCatalogues(deps: ExchangeDeps): (asking: Asking) => Promise<Catalogue> {
  const known = new Map<string, { readonly at: number; readonly catalogue: Promise<Catalogue> }>();
  return (asking) => {
    const { version } = asking;
    const before = known.get(version);
    if (before !== undefined && deps.clock.now() - before.at < FRESH_MS) return before.catalogue;
    const catalogue = askForCatalogue(deps, asking);
    known.set(version, { at: deps.clock.now(), catalogue });
    catalogue.catch(() => known.delete(version));
    if (known.size > MOST_VERSIONS) known.delete([...known.keys()][0] ?? "");
    return catalogue;
  };
}

async function askForCatalogue(deps: ExchangeDeps, { asked, version, client }: Asking): Promise<Catalogue> {
  // Through whichever account: the answer is kept for all clients.
  const route = routeByOperation(deps, { operation: "models", key: null });
  // A pool of other accounts has no such catalogue; Codex then goes by the one it brings.
  if (route.legs[0].candidates.length === 0) return NO_CATALOGUE;
  const answer = await servePlain(deps, {
    asked,
    operation: "models",
    route,
    bodyFor: () => ({ kind: "none" }),
    query: `?client_version=${encodeURIComponent(version)}`,
    model: "",
    client,
    isCounted: false,
  });
  const models = records(parse(answer.body)["models"]).filter((model) => typeof model["slug"] === "string");
  return { models, etag: answer.headers.get("etag") };
}

function messagesView(names: readonly OfferedModelName[]): JsonObject {
  const ends = { first_id: names[0]?.name ?? null, last_id: names.at(-1)?.name ?? null };
  return { data: names.map(messagesModel), has_more: false, ...ends };
}

function messagesModel({ name }: OfferedModelName): JsonObject {
  return { type: "model", id: name, display_name: name, created_at: "1970-01-01T00:00:00Z" };
}

function geminiView(names: readonly OfferedModelName[]): JsonObject {
  return { models: names.map(geminiModel) };
}

function geminiModel({ name }: OfferedModelName): JsonObject {
  const supportedGenerationMethods = ["generateContent", "streamGenerateContent", "countTokens"];
  return { name: `models/${name}`, displayName: name, supportedGenerationMethods };
}

function listView(names: readonly OfferedModelName[]): JsonObject {
  return { object: "list", data: names.map(listModel) };
}

function listModel({ name, servedBy }: OfferedModelName): JsonObject {
  return { id: name, object: "model", created: 0, owned_by: servedBy[0] ?? "" };
}

function records(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter((one): one is JsonObject => typeof one === "object" && one !== null) : [];
}

function parse(body: Uint8Array | string): JsonObject {
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString());
    return typeof value === "object" && value !== null ? (value as JsonObject) : {};
  } catch {
    throw new Fault("upstream_garbage", "The upstream's list of models is not JSON");
  }
}
