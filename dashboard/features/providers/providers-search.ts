// What the address of the page says: which part is shown, and which models.

import { z } from "zod";

export const PROVIDER_TABS = ["overview", "served", "keys", "upstreams", "models"] as const;
export type ProviderTab = (typeof PROVIDER_TABS)[number];

export const providersSearch = z.object({
  tab: z.enum(PROVIDER_TABS).optional().catch(undefined),
  /** Of the models: a part of their names, and who serves them. */
  q: z.coerce.string().optional().catch(undefined),
  upstream: z.string().optional().catch(undefined),
});

export type ProvidersSearch = z.output<typeof providersSearch>;
