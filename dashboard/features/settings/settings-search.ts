// What the address of the page says: which settings are shown.

import { z } from "zod";

export const SETTINGS_TABS = ["routing", "access", "security", "storage", "limits", "look", "file", "about"] as const;
export type SettingsTab = (typeof SETTINGS_TABS)[number];

export const settingsSearch = z.object({
  tab: z.enum(SETTINGS_TABS).optional().catch(undefined),
});
