// What several nouns of the contract share.

import { z } from "@hono/zod-openapi";

/** An instant, e.g. `2026-03-04T00:00:00Z` or with milliseconds; always UTC. */
export const instant = z.iso.datetime().openapi({ example: "2026-03-04T00:00:00Z" });

/** 0..100 */
export const percent = z.number().min(0).max(100);

/** An account by its handle: `acc_` and its auth index. */
export const accountParams = z.object({ account_id: z.string().openapi({ example: "acc_1f2e3d4c5b6a7988" }) });

/** `?on=true` */
export const yesNo = z.enum(["true", "false"]).transform((value) => value === "true");

/** A parameter that may be repeated: `?plan=plus&plan=pro`; in a body, a value or a list of them. */
export function oneOrMany<const Item extends z.ZodType>(
  item: Item,
): z.ZodPipe<z.ZodUnion<[Item, z.ZodArray<Item>]>, z.ZodTransform<z.output<Item>[]>> {
  return z.union([item, z.array(item)]).transform((value) => (Array.isArray(value) ? value : [value])) as never;
}
