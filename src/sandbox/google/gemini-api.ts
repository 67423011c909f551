// The Gemini API by key: models, and what can be asked of one.

import { asObject, type Json } from "../json.ts";
import { answer } from "../serve/answer.ts";
import type { Endpoint } from "../serve/world.ts";
import { admitKey } from "./admit.ts";
import { googleError, modelNotFound, modelOf } from "./errors.ts";
import { generate, type Generation } from "./generate.ts";

const MODELS: readonly (readonly [string, string])[] = [
  ["gemini-3-pro-preview", "Gemini 3 Pro Preview"],
  ["gemini-3-flash-preview", "Gemini 3 Flash Preview"],
  ["gemini-2.5-pro", "Gemini 2.5 Pro"],
  ["gemini-2.5-flash", "Gemini 2.5 Flash"],
  ["gemini-2.5-flash-lite", "Gemini 2.5 Flash-Lite"],
];

const DEFAULT_PAGE = 50;
const MODEL_PATH = /^\/v1(?:beta)?\/models\/([^/:]+)(?::(\w+))?$/;

/** Names of the models there are. */
export function geminiModelNames(): readonly string[] {
  return MODELS.map(([name]) => name);
}

/** The endpoint of a path under /v1beta/models; null where there is none. */
export function geminiRoute(method: string, path: string): Endpoint | null {
  if (method === "GET" && /^\/v1(beta)?\/models$/.test(path)) return listModels;
  const asked = MODEL_PATH.exec(path);
  if (asked === null) return null;
  if (asked[2] === undefined) return method === "GET" ? getModel : null;
  return method === "POST" && isMethod(asked[2]) ? asking(asked[2]) : null;
}

const listModels: Endpoint = (world, visit) => {
  const admission = admitKey(world, visit);
  if (admission.kind === "refused") return answer(world, visit, admission.answer);
  const query = visit.url.searchParams;
  const from = Number(query.get("pageToken") ?? 0);
  const size = Number(query.get("pageSize") ?? DEFAULT_PAGE);
  const models = MODELS.slice(from, from + size).map(modelView);
  const more = from + size < MODELS.length ? { nextPageToken: String(from + size) } : {};
  return answer(world, visit, { body: { models, ...more } });
};

const getModel: Endpoint = (world, visit) => {
  const admission = admitKey(world, visit);
  if (admission.kind === "refused") return answer(world, visit, admission.answer);
  const name = modelOf(visit);
  const model = MODELS.find(([known]) => known === name);
  return answer(
    world,
    visit,
    model === undefined ? googleError(visit, modelNotFound(name)) : { body: modelView(model) },
  );
};

function asking(method: Generation["method"]): Endpoint {
  return (world, visit) => {
    const admission = admitKey(world, visit);
    if (admission.kind === "refused") return answer(world, visit, admission.answer);
    const body = asObject(visit.body);
    if (body === null) {
      const message = "Invalid JSON payload received. Unexpected end of string.";
      return answer(world, visit, googleError(visit, { status: 400, message }));
    }
    // Counting takes the contents alone, or a whole request inside.
    const request = method === "countTokens" ? (asObject(body["generateContentRequest"]) ?? body) : body;
    return generate(world, visit, { member: admission.member, model: modelOf(visit), request, door: "gemini", method });
  };
}

function isMethod(name: string): name is Generation["method"] {
  return name === "generateContent" || name === "streamGenerateContent" || name === "countTokens";
}

function modelView([name, displayName]: readonly [string, string]): Json {
  return {
    name: `models/${name}`,
    version: "001",
    displayName,
    description: "A simulated model.",
    inputTokenLimit: 1_048_576,
    outputTokenLimit: 65_536,
    supportedGenerationMethods: ["generateContent", "countTokens", "createCachedContent", "batchGenerateContent"],
    temperature: 1,
    topP: 0.95,
    topK: 64,
    maxTemperature: 2,
    thinking: true,
  };
}
