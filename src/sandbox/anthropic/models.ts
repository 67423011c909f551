// Anthropic's models: which there are, and which have dropped sampling and prefill.

import { answer } from "../serve/answer.ts";
import type { Endpoint } from "../serve/world.ts";
import { admit } from "./admit.ts";
import { anthropicError } from "./errors.ts";
import { rateHeaders } from "./rate-headers.ts";

const MODELS: readonly { readonly id: string; readonly display_name: string; readonly created_at: string }[] = [
  { id: "claude-opus-5-5", display_name: "Claude Opus 5.5", created_at: "2026-10-06T00:00:00Z" },
  { id: "claude-fable-5-1", display_name: "Claude Fable 5.1", created_at: "2026-08-25T00:00:00Z" },
  { id: "claude-sonnet-5", display_name: "Claude Sonnet 5", created_at: "2026-06-30T00:00:00Z" },
  { id: "claude-opus-4-6", display_name: "Claude Opus 4.6", created_at: "2026-02-05T00:00:00Z" },
  { id: "claude-haiku-4-5-20251001", display_name: "Claude Haiku 4.5", created_at: "2025-10-15T00:00:00Z" },
  { id: "claude-sonnet-4-5-20250929", display_name: "Claude Sonnet 4.5", created_at: "2025-09-29T00:00:00Z" },
];

const SERVED = /^(claude-|sandbox-)/;
const VERSION = /^claude-[a-z]+-(\d{1,2})(?:-(\d{1,2}))?(?:-|$)/;
const DEFAULT_PAGE = 20;

/** True for a model that can be asked for; dated and future names are as good as the listed ones. */
export function isServed(model: string): boolean {
  return SERVED.test(model);
}

/** Models from Opus 4.7 on refuse sampling parameters, thinking budgets and prefill. */
export function isNewest(model: string): boolean {
  const version = VERSION.exec(model);
  const major = Number(version?.[1] ?? 0);
  return major > 4 || (major === 4 && Number(version?.[2] ?? 0) >= 7);
}

/** GET /v1/models */
export const anthropicModels: Endpoint = (world, visit) => {
  const admission = admit(world, visit);
  if (admission.kind === "refused") return answer(world, visit, admission.answer);
  const limit = Number(visit.url.searchParams.get("limit") ?? DEFAULT_PAGE);
  const after = MODELS.findIndex(({ id }) => id === visit.url.searchParams.get("after_id")) + 1;
  const data = MODELS.slice(after, after + limit).map((model) => ({ type: "model", ...model }));
  const ends = { first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null };
  const body = { data, has_more: after + limit < MODELS.length, ...ends };
  return answer(world, visit, { body, headers: rateHeaders(world, admission.member, null) });
};

/** GET /v1/models/{id} */
export const anthropicModel: Endpoint = (world, visit) => {
  const admission = admit(world, visit);
  if (admission.kind === "refused") return answer(world, visit, admission.answer);
  const id = decodeURIComponent(visit.url.pathname.split("/").at(-1) ?? "");
  const model = MODELS.find((candidate) => candidate.id === id);
  if (model === undefined) {
    return answer(world, visit, anthropicError(world, { status: 404, message: `model: ${id}` }));
  }
  return answer(world, visit, { body: { type: "model", ...model } });
};
