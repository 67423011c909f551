// What waits for somebody to act on an account.

import { z } from "@hono/zod-openapi";

import { CANDIDATE_ACTIONS, CANDIDATE_SOURCES, CANDIDATE_STATES } from "../src/domain/action-queue.ts";
import { endpoint, jsonAnswer, jsonBody } from "./endpoint.ts";
import { instant } from "./shapes.ts";

const TAG = "Action queue";

const candidate = z
  .object({
    id: z.string(),
    account_id: z.string(),
    label: z.string(),
    provider: z.string(),
    file_name: z.string().nullable(),
    action: z.enum(CANDIDATE_ACTIONS).openapi({ description: "What is suggested." }),
    reason: z.string().openapi({ description: "The upstream's code, or the inspection's reason." }),
    source: z.enum(CANDIDATE_SOURCES),
    evidence: z.object({
      message: z.string(),
      http_status: z.number().int().nullable(),
      run_id: z.string().nullable().openapi({ description: "The inspection that found it." }),
    }),
    state: z.enum(CANDIDATE_STATES),
    first_seen_at: instant,
    last_seen_at: instant,
    hits: z.number().int().openapi({ description: "Since it was last opened." }),
    returns: z.number().int().openapi({ description: "How often it came back after it was settled." }),
    settled_at: instant.nullable(),
    last_error: z.string().nullable().openapi({ description: "What went wrong when somebody last acted on it." }),
    account_state: z.enum(["active", "paused", "gone"]).openapi({ description: "Of the account, now." }),
  })
  .openapi("ActionCandidate");

export const listActionQueue = endpoint({
  method: "get",
  path: "/api/action-queue",
  tag: TAG,
  summary: "What waits for somebody to act, and what became of what waited; the newest sighting first",
  access: "viewer",
  action: null,
  request: { query: z.strictObject({ state: z.enum(CANDIDATE_STATES).optional() }) },
  answer: jsonAnswer(
    z.object({
      candidates: z.array(candidate),
      counts: z.object({
        pending: z.number().int(),
        ignored: z.number().int(),
        resolved: z.number().int(),
        deleted: z.number().int(),
      }),
    }),
  ),
});

export const actOnQueue = endpoint({
  method: "post",
  path: "/api/action-queue/act",
  tag: TAG,
  summary: "Ignore candidates, call them settled, open them again, or do something about their accounts",
  access: "operator",
  action: "action_queue.act",
  request: {
    body: jsonBody(
      z.strictObject({
        candidate_ids: z.array(z.string()).min(1).max(1000),
        action: z.enum(["ignore", "resolve", "reopen", "enable", "disable", "delete"]),
      }),
    ),
  },
  answer: jsonAnswer(
    z.object({
      succeeded: z.number().int(),
      failed: z.number().int(),
      results: z.array(z.object({ id: z.string(), error: z.string().nullable() })),
    }),
  ),
});
