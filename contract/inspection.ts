// Inspections: every account asked how it is, what was found, and what to do about it.

import { z } from "@hono/zod-openapi";

import { FINDINGS, REASONS, RUN_STATES, SUGGESTIONS } from "../src/domain/inspection.ts";
import { endpoint, jsonAnswer, jsonBody } from "./endpoint.ts";
import { instant, percent } from "./shapes.ts";

const TAG = "Inspection";
const MOST_ACCOUNTS = 10_000;

const finding = z.enum(FINDINGS);
const suggestion = z.enum(SUGGESTIONS);
const runParams = z.object({ run_id: z.string().openapi({ example: "insp_1f2e3d4c" }) });

const inspectionRun = z
  .object({
    id: z.string(),
    trigger: z.enum(["manual", "schedule"]),
    started_at: instant,
    ended_at: instant.nullable(),
    state: z.enum(RUN_STATES).openapi({ description: "`interrupted`: the process ended meanwhile." }),
    total: z.number().int(),
    done: z.number().int(),
    findings: z.partialRecord(finding, z.number().int()).openapi({ description: "How many of each; absent is none." }),
    suggestions: z.partialRecord(suggestion, z.number().int()),
  })
  .openapi("InspectionRun");

const inspectionResult = z
  .object({
    account_id: z.string(),
    label: z.string(),
    provider: z.string(),
    file_name: z.string().nullable(),
    plan: z.string().nullable(),
    kind: z.enum(["login", "api_key"]),
    paused: z.boolean().openapi({ description: "When it was inspected, or after what was done about it." }),
    finding,
    suggestion,
    reason: z.enum(REASONS).openapi({ description: "Why, as a code; `reason_text` says it." }),
    reason_text: z.string(),
    until: instant.nullable().openapi({ description: "When it heals by itself; null where it does not." }),
    detail: z.string().nullable().openapi({ description: "The upstream's code and words." }),
    http_status: z.number().int().nullable(),
    primary_used_percent: percent.nullable(),
    secondary_used_percent: percent.nullable(),
    inspected_at: instant,
    applied: z
      .object({
        action: suggestion,
        at: instant,
        by: z.enum(["operator", "automation"]),
        error: z.string().nullable().openapi({ description: "null where it went well." }),
      })
      .nullable(),
  })
  .openapi("InspectionResult");

const inspectionSettings = z
  .strictObject({
    every_minutes: z.number().int().min(5).max(44_640).nullable().openapi({ description: "null: not by interval." }),
    at: z
      .array(z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/))
      .max(24)
      .openapi({ description: "Times of the day.", example: ["03:00", "15:00"] }),
    time_zone: z.string().max(60).nullable().openapi({ description: "null: the server's own." }),
    workers: z.number().int().min(1).max(32),
    test_requests: z.boolean().openapi({ description: "A small request where the upstream tells no quota." }),
    pause_at_percent: z.number().int().min(1).max(100).nullable().openapi({
      description: "Weekly use from which a pause is suggested; null: never.",
    }),
    automation: z.enum(["none", "disable", "recover"]),
  })
  .openapi("InspectionSettings");

const overview = z
  .object({
    settings: inspectionSettings,
    own_time_zone: z.string().openapi({ description: "Of the server, e.g. `Europe/Berlin`." }),
    next_run_at: instant.nullable().openapi({ description: "null where nothing is scheduled." }),
    running: inspectionRun.nullable(),
    runs: z.array(inspectionRun).openapi({ description: "The newest first; the 50 newest are kept." }),
    own_pauses: z.number().int().openapi({ description: "Pauses that are an inspection's own." }),
  })
  .openapi("Inspections");

export const getInspections = endpoint({
  method: "get",
  path: "/api/inspection",
  tag: TAG,
  summary: "The inspections so far, when the next one is, and what they may do",
  access: "viewer",
  action: null,
  answer: jsonAnswer(overview),
});

export const putInspectionSettings = endpoint({
  method: "put",
  path: "/api/inspection/settings",
  tag: TAG,
  summary: "Say when accounts are inspected, and what an inspection may do on its own; keys of config.yaml",
  access: "operator",
  action: "inspection.configure",
  request: { body: jsonBody(inspectionSettings) },
  answer: jsonAnswer(overview),
  errors: ["config_not_written"],
});

export const startInspection = endpoint({
  method: "post",
  path: "/api/inspection/runs",
  tag: TAG,
  summary: "Inspect accounts now",
  access: "operator",
  action: "inspection.start",
  request: {
    body: jsonBody(
      z.strictObject({
        account_ids: z.array(z.string()).min(1).max(MOST_ACCOUNTS).optional().openapi({ description: "Default all." }),
        test_requests: z.boolean().optional().openapi({ description: "Default as it is set." }),
      }),
    ),
  },
  answer: jsonAnswer(inspectionRun, "It runs; events tell of its progress."),
  errors: ["account_not_found", "inspection_running"],
});

export const getInspection = endpoint({
  method: "get",
  path: "/api/inspection/runs/{run_id}",
  tag: TAG,
  summary: "One inspection and what it found, so far or in the end",
  access: "viewer",
  action: null,
  request: { params: runParams },
  answer: jsonAnswer(z.object({ run: inspectionRun, results: z.array(inspectionResult) })),
  errors: ["inspection_not_found"],
});

export const cancelInspection = endpoint({
  method: "post",
  path: "/api/inspection/runs/{run_id}/cancel",
  tag: TAG,
  summary: "End an inspection before its time; what it found so far stays",
  access: "operator",
  action: "inspection.cancel",
  request: { params: runParams },
  answer: jsonAnswer(z.object({ status: z.literal("cancelling") })),
  errors: ["inspection_not_running"],
});

export const applyInspection = endpoint({
  method: "post",
  path: "/api/inspection/runs/{run_id}/apply",
  tag: TAG,
  summary: "Do what an inspection suggests, or something else, about some of its accounts",
  access: "operator",
  action: "inspection.apply",
  request: {
    params: runParams,
    body: jsonBody(
      z.strictObject({
        actions: z
          .array(
            z.strictObject({
              account_id: z.string(),
              action: z.enum(["disable", "enable", "delete", "reset_cooldown"]),
            }),
          )
          .min(1)
          .max(MOST_ACCOUNTS),
      }),
    ),
  },
  answer: jsonAnswer(
    z.object({
      succeeded: z.number().int(),
      failed: z.number().int(),
      results: z.array(inspectionResult).openapi({ description: "Those that something was to be done about." }),
    }),
  ),
  errors: ["inspection_not_found"],
});
