// What the address of the page says: which part is shown.

import { z } from "zod";

export const PROVIDER_TABS = ["overview", "keys", "upstreams", "models"] as const;
export type ProviderTab = (typeof PROVIDER_TABS)[number];

export const providersSearch = z.object({
  tab: z.enum(PROVIDER_TABS).optional().catch(undefined),
});
