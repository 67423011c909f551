// What a link to an inspection carries.

import { z } from "zod";

import { FINDINGS } from "../../../src/domain/inspection.ts";

export const inspectionSearch = z.object({
  /** The newest where it is left out. */
  run: z.string().optional().catch(undefined),
  /** What needs a hand where it is left out, or all where nothing does. */
  group: z
    .enum([...FINDINGS, "todo", "all"])
    .optional()
    .catch(undefined),
});

export type InspectionSearch = z.output<typeof inspectionSearch>;
export type Group = NonNullable<InspectionSearch["group"]>;
