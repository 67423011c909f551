// Which models there are: the upstream's own catalogue, asked for through an account of the pool and kept for a while.
// Codex wants the whole of it, other clients a list of names.

import { Fault } from "../domain/faults.ts";
import type { ExchangeDeps } from "./handle-exchange.ts";
import { dialectOf } from "./handle-exchange.ts";
import type { Asked } from "./asked.ts";
import { wholeHeaders } from "./answer-headers.ts";
import { errorAnswer } from "./error-answer.ts";
import { identifyClient } from "./identify-client.ts";
import { servePlain } from "./handle-plain.ts";

type JsonObject = Readonly<Record<string, unknown>>;

interface Catalogue {
  /** As the ChatGPT backend lists them; [] where only API keys are in the pool. */
  readonly models: readonly JsonObject[];
  /** Names with what the public API says of them. */
  readonly names: readonly { readonly id: string; readonly created: number; readonly ownedBy: string }[];
  readonly etag: string | null;
}

const FRESH_MS = 5 * 60_000;
const DEFAULT_CLIENT_VERSION = "0.169.0";

export function createModelsHandler(deps: ExchangeDeps): (asked: Asked) => Promise<Response> {
  const known = new Map<string, { readonly at: number; readonly catalogue: Promise<Catalogue> }>();

  const catalogueFor = (asked: Asked, version: string, clientKey: string | null): Promise<Catalogue> => {
    const before = known.get(version);
    if (before !== undefined && deps.clock.now() - before.at < FRESH_MS) return before.catalogue;
    const catalogue = ask(deps, asked, { version, clientKey });
    known.set(version, { at: deps.clock.now(), catalogue });
    catalogue.catch(() => known.delete(version));
    if (known.size > 16) known.delete([...known.keys()][0] ?? "");
    return catalogue;
  };

  return async (asked) => {
    const dialect = dialectOf(deps, asked.dialect);
    try {
      const clientKey = identifyClient(asked.request, asked.clientAddress, {
        rules: deps.settings(),
        sha256: deps.sha256,
      });
      const version = new URL(asked.request.url).searchParams.get("client_version");
      const catalogue = await catalogueFor(asked, version ?? DEFAULT_CLIENT_VERSION, clientKey);
      const headers = wholeHeaders(asked.id);
      if (catalogue.etag !== null) headers["etag"] = catalogue.etag;
      return Response.json(viewFor(asked, version, catalogue), { headers });
    } catch (thrown) {
      if (!(thrown instanceof Fault)) deps.defect(thrown, asked.id);
      return errorAnswer(thrown, { dialect, requestId: asked.id, now: deps.clock.now() });
    }
  };
}

async function ask(
  deps: ExchangeDeps,
  asked: Asked,
  by: { readonly version: string; readonly clientKey: string | null },
): Promise<Catalogue> {
  const query = `?client_version=${encodeURIComponent(by.version)}`;
  const answer = await servePlain(deps, { asked, body: { kind: "none" }, query, model: "", clientKey: by.clientKey });
  const body = parse(answer.body);
  const models = records(body["models"]).filter((model) => typeof model["slug"] === "string");
  const listed = records(body["data"]).filter((model) => typeof model["id"] === "string");
  const names = models.length > 0 ? models.filter(isListed).map(nameOfModel) : listed.map(nameOfListed);
  return { models, names, etag: answer.headers.get("etag") };
}

function viewFor(asked: Asked, version: string | null, catalogue: Catalogue): JsonObject {
  if (asked.dialect === "anthropic-messages") return messagesView(catalogue);
  if (asked.dialect === "gemini") return geminiView(catalogue);
  return asked.native || version !== null ? nativeView(catalogue) : listView(catalogue);
}

function messagesView({ names }: Catalogue): JsonObject {
  const created_at = "1970-01-01T00:00:00Z";
  const data = names.map(({ id }) => ({ type: "model", id, display_name: id, created_at }));
  return { data, has_more: false, first_id: names[0]?.id ?? null, last_id: names.at(-1)?.id ?? null };
}

function geminiView({ names }: Catalogue): JsonObject {
  const supportedGenerationMethods = ["generateContent", "streamGenerateContent", "countTokens"];
  return { models: names.map(({ id }) => ({ name: `models/${id}`, displayName: id, supportedGenerationMethods })) };
}

/** Both forms at once, as Codex and scripts written for its backend read it. */
function nativeView(catalogue: Catalogue): JsonObject {
  return { models: catalogue.models, ...listView(catalogue) };
}

function listView({ names }: Catalogue): JsonObject {
  return {
    object: "list",
    data: names.map(({ id, created, ownedBy }) => ({ id, object: "model", created, owned_by: ownedBy })),
  };
}

function isListed(model: JsonObject): boolean {
  return model["visibility"] !== "hide" && model["visibility"] !== "none";
}

function nameOfModel(model: JsonObject): Catalogue["names"][number] {
  return { id: String(model["slug"]), created: 0, ownedBy: "openai" };
}

function nameOfListed(model: JsonObject): Catalogue["names"][number] {
  const { id, created, owned_by: ownedBy } = model;
  return {
    id: String(id),
    created: typeof created === "number" ? created : 0,
    ownedBy: typeof ownedBy === "string" ? ownedBy : "openai",
  };
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
