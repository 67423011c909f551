// What Switchyard says of its own doings, and the transcripts of failed requests. For operators alone: both name accounts and
// keys, and a transcript holds what was asked and answered.

import { z } from "@hono/zod-openapi";

import { endpoint, jsonAnswer, textAnswer } from "./endpoint.ts";
import { instant } from "./shapes.ts";

const TAG = "Logs";

export const getLogs = endpoint({
  method: "get",
  path: "/api/logs",
  tag: TAG,
  summary: "The end of the log",
  access: "operator",
  action: null,
  request: {
    query: z.strictObject({
      after: z.coerce.number().int().min(0).optional().openapi({
        type: "integer",
        description: "Unix seconds: only lines after that second. Default: all that are looked at.",
      }),
      limit: z.coerce.number().int().min(1).max(10_000).default(1000).openapi({
        type: "integer",
        description: "So many of the newest lines.",
      }),
    }),
  },
  answer: jsonAnswer(
    z
      .object({
        to_file: z.boolean().openapi({ description: "False: nothing is written (`logging-to-file` in config.yaml)." }),
        lines: z.array(z.string()).openapi({
          description: "Oldest first, times in UTC: `2026-01-01 12:00:00.000Z info request status=200`.",
        }),
        latest: z.number().int().openapi({ description: "Unix seconds of the newest line; 0 where there is none." }),
      })
      .openapi("LogLines"),
  ),
});

export const listTranscripts = endpoint({
  method: "get",
  path: "/api/logs/transcripts",
  tag: TAG,
  summary: "The transcripts of failed requests, newest first",
  access: "operator",
  action: null,
  answer: jsonAnswer(
    z
      .object({
        of_all: z.boolean().openapi({
          description: "A transcript of every request is kept (`request-log`): failed ones have none of their own.",
        }),
        transcripts: z.array(
          z.object({
            name: z.string(),
            request_id: z.string(),
            bytes: z.number().int(),
            written_at: instant,
          }),
        ),
      })
      .openapi("Transcripts"),
  ),
});

export const getTranscript = endpoint({
  method: "get",
  path: "/api/logs/transcripts/{request_id}",
  tag: TAG,
  summary: "One request's transcript as a file",
  access: "operator",
  action: "transcript.read",
  request: {
    params: z.object({ request_id: z.string().max(64).openapi({ example: "req_0mi3x1z2abc0123456789abc" }) }),
  },
  answer: textAnswer("text/plain", "What was asked and answered, secrets left out."),
  errors: ["transcript_not_found"],
});
