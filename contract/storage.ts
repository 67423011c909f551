// What the memory weighs, and letting go of what is old.

import { z } from "@hono/zod-openapi";

import { endpoint, jsonAnswer, jsonBody } from "./endpoint.ts";
import { instant } from "./shapes.ts";

const size = {
  bytes: z.number().int().openapi({ description: "On disk." }),
  free_bytes: z.number().int().openapi({ description: "Of those, free for what comes." }),
  records: z.number().int(),
  oldest_record_at: instant.nullable(),
};

export const getStorage = endpoint({
  method: "get",
  path: "/api/storage",
  tag: "Storage",
  summary: "How much is remembered, and for how long",
  access: "viewer",
  action: null,
  answer: jsonAnswer(
    z
      .object({
        database: z.enum(["sqlite", "postgres"]),
        ...size,
        records_days: z.number().int().openapi({ description: "How long request records are kept (config.yaml)." }),
        samples_days: z.number().int(),
        last_pruned_at: instant.nullable().openapi({ description: "Since the start; hourly by itself." }),
        pruning: z.boolean().openapi({ description: "It is being done just now." }),
      })
      .openapi("Storage"),
  ),
});

export const pruneStorage = endpoint({
  method: "post",
  path: "/api/storage/prune",
  tag: "Storage",
  summary: "Let go of what is old now, and give its room back to the disk",
  access: "operator",
  action: "storage.prune",
  request: {
    body: jsonBody(
      z.strictObject({
        records_older_than_days: z
          .number()
          .min(0)
          .max(36_500)
          .optional()
          .openapi({ description: "Default: as config.yaml says. 0: all records. Sums of usage stay in any case." }),
      }),
    ),
  },
  answer: jsonAnswer(
    z
      .object({
        records_removed: z.number().int(),
        samples_removed: z.number().int(),
        bytes_before: z.number().int(),
        ...size,
      })
      .openapi("StoragePruned"),
  ),
});
