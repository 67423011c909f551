// The model catalogue of the ChatGPT backend.

import { createHash } from "node:crypto";
import catalogue from "../models.json" with { type: "json" };
import { answer, callerHeaders } from "../serve/answer.ts";
import type { Endpoint } from "../serve/world.ts";
import { admit } from "./check-token.ts";

const BODY = JSON.stringify(catalogue);
const ETAG = `W/"${createHash("sha256").update(BODY).digest("hex").slice(0, 32)}"`;

/** The catalogue's ETag, which answered turns repeat as x-models-etag. */
export function modelsEtag(): string {
  return ETAG;
}

/** Slugs of the catalogue, in its order. */
export function modelSlugs(): readonly string[] {
  return catalogue.models.map((model) => model.slug);
}

/** GET /backend-api/codex/models */
export const codexModels: Endpoint = (world, visit) => {
  const admission = admit(visit.caller);
  if (admission.kind === "refused") return answer(world, visit, admission.answer);
  const headers = { ...callerHeaders(visit), etag: ETAG, "content-type": "application/json" };
  if (visit.headers.get("if-none-match") === ETAG) {
    return answer(world, visit, { status: 304, body: new Uint8Array(), headers });
  }
  return answer(world, visit, { body: BODY, headers });
};
