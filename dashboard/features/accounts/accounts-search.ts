// What an address of the accounts page says: which accounts are shown, how, and which one is open.

import { z } from "zod";

export const PAGE_SIZES = [25, 50, 100, 0] as const;

export const ACCOUNT_FILTERS = [
  "usable",
  "resting",
  "needs_you",
  "paused",
  "problem",
  "low",
  "rate_limited",
  "quota_exceeded",
  "reauth_required",
  "deactivated",
] as const;

export const ACCOUNT_SORTS = [
  "name",
  "problem",
  "plan",
  "priority",
  "note",
  "last_used",
  "primary",
  "secondary",
  "reset",
] as const;

export const DRAWER_TABS = [
  "overview",
  "trend",
  "settings",
  "models",
  "clients",
  "requests",
  "diagnosis",
  "history",
] as const;

export type AccountFilterName = (typeof ACCOUNT_FILTERS)[number];
export type AccountSort = (typeof ACCOUNT_SORTS)[number];
export type DrawerTab = (typeof DRAWER_TABS)[number];

/** A number typed into the address is a text here. What makes no sense is left out. */
const text = z.coerce.string().max(200).optional().catch(undefined);

export const accountsSearch = z.object({
  provider: text,
  q: text,
  status: z.enum(ACCOUNT_FILTERS).optional().catch(undefined),
  plan: text,
  sort: z.enum(ACCOUNT_SORTS).optional().catch(undefined),
  desc: z.boolean().optional().catch(undefined),
  size: z.literal(PAGE_SIZES).optional().catch(undefined),
  page: z.number().int().min(1).optional().catch(undefined),
  view: z.enum(["table", "cards"]).optional().catch(undefined),
  /** The account whose drawer is open. */
  account: text,
  tab: z.enum(DRAWER_TABS).optional().catch(undefined),
});

export type AccountsSearch = z.output<typeof accountsSearch>;
