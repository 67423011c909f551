// The public API's smaller doors: who am I, models, transcription.

import { heard } from "../codex/account-doors.ts";
import { modelSlugs } from "../codex/models.ts";
import { asObject } from "../json.ts";
import { answer } from "../serve/answer.ts";
import type { Endpoint } from "../serve/world.ts";
import { admitKey, apiError } from "./check-key.ts";
import { publicHeaders } from "./responses.ts";

/** Epoch s; the catalogue's models have no birthday of their own. */
const MODEL_CREATED = 1_767_225_600;

/** GET /v1/me */
export const me: Endpoint = (world, visit) => {
  const admission = admitKey(visit.caller);
  if (admission.kind === "refused") return answer(world, visit, admission.answer);
  const { email, userId } = admission.apiKey;
  const name = email.split("@")[0] ?? email;
  const body = { object: "user", id: userId, email, name, orgs: { object: "list", data: [] } };
  return answer(world, visit, { body, headers: publicHeaders(world) });
};

/** GET /v1/models */
export const publicModels: Endpoint = (world, visit) => {
  const admission = admitKey(visit.caller);
  if (admission.kind === "refused") return answer(world, visit, admission.answer);
  const data = modelSlugs().map((id) => ({ id, object: "model", created: MODEL_CREATED, owned_by: "openai" }));
  return answer(world, visit, { body: { object: "list", data }, headers: publicHeaders(world) });
};

/** POST /v1/audio/transcriptions */
export const publicTranscriptions: Endpoint = (world, visit) => {
  const admission = admitKey(visit.caller);
  if (admission.kind === "refused") return answer(world, visit, admission.answer);
  const text = heard(visit.body);
  if (text === null) {
    const missing = { status: 400, message: "Missing required parameter: 'file'.", code: null, param: "file" };
    return answer(world, visit, apiError(missing));
  }
  const plain = asObject(visit.body)?.["response_format"] === "text";
  return answer(world, visit, { body: plain ? text : { text }, headers: publicHeaders(world) });
};
