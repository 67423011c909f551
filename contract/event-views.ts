// What each event of /api/events carries.

import { z } from "@hono/zod-openapi";

import { RUN_STATES } from "../src/domain/inspection.ts";
import { requestView } from "./request-views.ts";
import { instant, percent } from "./shapes.ts";

const items = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item),
    omitted: z.number().int().openapi({ description: "Older ones of the same moment that are left out." }),
  });

/** The data of each event by its name. */
export const eventViews = {
  account_changed: items(z.object({ account_id: z.string(), condition: z.string().nullable() })),
  accounts_replaced: items(z.object({ count: z.number().int() })),
  quota_moved: items(
    z.object({
      account_id: z.string(),
      primary_used_percent: percent.nullable(),
      secondary_used_percent: percent.nullable(),
      primary_reset_at: instant.nullable(),
      secondary_reset_at: instant.nullable(),
    }),
  ),
  request_finished: items(requestView),
  login_progressed: items(
    z.object({ provider: z.string(), status: z.enum(["pending", "ok", "error"]), account_id: z.string().nullable() }),
  ),
  settings_changed: items(z.object({ keys: z.array(z.string()) })),
  settings_rejected: items(z.object({ problems: z.array(z.string()) })),
  client_key_changed: items(z.object({ key_id: z.string(), change: z.enum(["created", "changed", "deleted"]) })),
  records_dropped: items(z.object({ count: z.number().int() })),
  inspection_progressed: items(
    z.object({ run_id: z.string(), state: z.enum(RUN_STATES), done: z.number().int(), total: z.number().int() }),
  ),
  action_queue_changed: items(z.object({})),
};
