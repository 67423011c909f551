// What was done by whom.

import { z } from "@hono/zod-openapi";

import { ACTORS } from "../src/domain/audit.ts";
import { endpoint, jsonAnswer } from "./endpoint.ts";
import { instant } from "./shapes.ts";

const auditEntry = z
  .object({
    id: z.string(),
    at: instant,
    action: z.string().openapi({ example: "account.pause" }),
    actor: z.enum(ACTORS),
    address: z.string().nullable().openapi({ description: "Where the call came from; null for the command line." }),
    subject: z.string().nullable().openapi({ description: "What it was done to." }),
    detail: z.string().nullable().openapi({
      description: "Names of changed fields and of accounts, counts; never values. Of a batch the first 20 accounts.",
    }),
  })
  .openapi("AuditEntry");

export const listAudit = endpoint({
  method: "get",
  path: "/api/audit",
  tag: "Audit",
  summary: "What was changed, exported or tried in vain, newest first",
  access: "viewer",
  action: null,
  request: {
    query: z.strictObject({
      action: z.string().max(200).optional().openapi({
        description: "An action, or the beginning of some with a `*` behind it.",
        example: "account.*",
      }),
      actor: z.enum(ACTORS).optional(),
      subject: z.string().max(200).optional().openapi({ description: "What it was done to, exactly." }),
      from: instant.optional().openapi({ description: "Not before." }),
      to: instant.optional().openapi({ description: "Before." }),
      limit: z.coerce.number().int().min(1).max(500).default(100).openapi({ type: "integer" }),
      cursor: z.string().max(200).optional().openapi({ description: "`next_cursor` of the page before." }),
    }),
  },
  answer: jsonAnswer(
    z.object({
      entries: z.array(auditEntry),
      next_cursor: z.string().nullable().openapi({ description: "null on the last page." }),
    }),
  ),
});
