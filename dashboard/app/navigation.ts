// The pages and how they stand in the menu.

import {
  Activity,
  ChartColumn,
  FileText,
  FlaskConical,
  Gauge,
  Inbox,
  KeyRound,
  LayoutDashboard,
  LogIn,
  type LucideIcon,
  Plug,
  Settings,
  Stethoscope,
  Users,
} from "lucide-react";

import type { Text } from "../lib/i18n.ts";
import { APP_TEXT } from "./messages.ts";

export interface Entry {
  readonly path: string;
  readonly text: Text;
  readonly icon: LucideIcon;
}

interface Group {
  readonly text: Text | null;
  readonly entries: readonly Entry[];
}

export const MENU: readonly Group[] = [
  { text: null, entries: [{ path: "/", text: APP_TEXT.overview, icon: LayoutDashboard }] },
  {
    text: APP_TEXT.operate,
    entries: [
      { path: "/accounts", text: APP_TEXT.accounts, icon: Users },
      { path: "/logins", text: APP_TEXT.logins, icon: LogIn },
      { path: "/quota", text: APP_TEXT.quota, icon: Gauge },
      { path: "/inspection", text: APP_TEXT.inspection, icon: Stethoscope },
      { path: "/queue", text: APP_TEXT.queue, icon: Inbox },
    ],
  },
  {
    text: APP_TEXT.observe,
    entries: [
      { path: "/monitoring", text: APP_TEXT.monitoring, icon: Activity },
      { path: "/usage", text: APP_TEXT.usage, icon: ChartColumn },
      { path: "/simulator", text: APP_TEXT.simulator, icon: FlaskConical },
    ],
  },
  {
    text: APP_TEXT.control,
    entries: [
      { path: "/client-keys", text: APP_TEXT.clientKeys, icon: KeyRound },
      { path: "/providers", text: APP_TEXT.providers, icon: Plug },
      { path: "/settings", text: APP_TEXT.settings, icon: Settings },
      { path: "/logs", text: APP_TEXT.logs, icon: FileText },
    ],
  },
];
