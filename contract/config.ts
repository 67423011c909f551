// config.yaml as a whole: everything the operator can say.

import { z } from "@hono/zod-openapi";

import { endpoint, jsonAnswer, jsonBody } from "./endpoint.ts";

const TAG = "Configuration";

const problem = z
  .object({
    line: z.number().int().openapi({ description: "From 1; 0 where it is the file as a whole." }),
    column: z.number().int(),
    key: z.string().openapi({ description: "Dotted; empty for the file as a whole.", example: "routing.strategy" }),
    message: z.string(),
  })
  .openapi("ConfigProblem");

const text = z
  .string()
  .max(512 * 1024)
  .openapi({ example: "routing:\n  strategy: round-robin\n" });

const revision = z.string().openapi({ description: "Stands for exactly this text of the file." });

const configView = z
  .object({
    text: text.openapi({ description: "The file as it stands on disk, comments and secrets and all." }),
    revision,
    values: z.record(z.string(), z.unknown()).openapi({
      description: "What is in force, by dotted key, defaults filled in. Secrets are shown as `[secret]`.",
    }),
    keys: z
      .array(
        z.object({
          key: z.string(),
          description: z.string(),
          group: z.string(),
          default: z.unknown(),
          needs_restart: z.boolean(),
          secret: z.boolean(),
        }),
      )
      .openapi({ description: "Every key there is." }),
    problems: z.array(problem).openapi({ description: "Why the file on disk is not in force; empty where it is." }),
    warnings: z.array(problem).openapi({ description: "What is odd in it, e.g. misspelt keys." }),
    needs_restart: z.array(z.string()).openapi({ description: "Keys whose new values wait for the next start." }),
  })
  .openapi("Config");

export const getConfig = endpoint({
  method: "get",
  path: "/api/config",
  tag: TAG,
  summary: "The configuration: the file and what is in force",
  access: "operator",
  action: "config.read",
  answer: jsonAnswer(configView),
});

export const putConfig = endpoint({
  method: "put",
  path: "/api/config",
  tag: TAG,
  summary: "Put a whole new file in place, checked before a byte is written",
  access: "operator",
  action: "config.replace",
  request: {
    body: jsonBody(
      z.strictObject({
        text,
        revision: revision.optional().openapi({
          description: "Of the text that was edited: the change is refused where the file has changed since.",
        }),
      }),
    ),
  },
  answer: jsonAnswer(configView),
  errors: ["config_changed_meanwhile", "config_not_written"],
});

export const patchConfig = endpoint({
  method: "patch",
  path: "/api/config",
  tag: TAG,
  summary: "Change single keys; comments, order and everything else stay",
  access: "operator",
  action: "config.change",
  request: {
    body: jsonBody(
      z.strictObject({
        values: z
          .record(z.string(), z.unknown())
          .refine((values) => Object.keys(values).length > 0, "must name a key")
          .openapi({
            description: "By dotted key; null takes a key back to its default.",
            example: { "retention.records-days": 14 },
          }),
      }),
    ),
  },
  answer: jsonAnswer(configView),
  errors: ["config_not_written"],
});

export const checkConfig = endpoint({
  method: "post",
  path: "/api/config/check",
  tag: TAG,
  summary: "What a text would do as the file; nothing is written",
  access: "operator",
  action: "config.check",
  request: { body: jsonBody(z.strictObject({ text })) },
  answer: jsonAnswer(
    z
      .object({
        valid: z.boolean(),
        problems: z.array(problem),
        warnings: z.array(problem),
        changed: z.array(z.string()).openapi({ description: "Keys that would have another value." }),
        needs_restart: z.array(z.string()).openapi({ description: "Those of them that wait for the next start." }),
      })
      .openapi("ConfigCheck"),
  ),
});
