// The settings that the management API reads and writes one by one, each a key of config.yaml.

import type { ConfigDocument } from "../../config/config-document.ts";
import { configValueKeys } from "../../config/schema-keys.ts";
import { ROUTING_STRATEGIES } from "../../domain/strategies.ts";
import { changeConfig, type ConfigChanged, edit, refused } from "./change-config.ts";
import { configView } from "./read-config.ts";

export interface Setting {
  /** Behind `/v0/management`; its last part is what the answer calls it. */
  readonly path: string;
  readonly key: readonly [string, ...string[]];
  readonly type: "boolean" | "number" | "string";
  /** A DELETE empties it, which is the default. */
  readonly removable?: true;
  /** What panels mean by a number below zero. */
  readonly negative?: number;
}

const EVERY: readonly Setting[] = [
  { path: "/debug", key: ["debug"], type: "boolean" },
  { path: "/logging-to-file", key: ["logging-to-file"], type: "boolean" },
  { path: "/logs-max-total-size-mb", key: ["logs-max-total-size-mb"], type: "number", negative: 0 },
  { path: "/error-logs-max-files", key: ["error-logs-max-files"], type: "number", negative: 10 },
  { path: "/usage-statistics-enabled", key: ["usage-statistics-enabled"], type: "boolean" },
  { path: "/request-log", key: ["request-log"], type: "boolean" },
  { path: "/ws-auth", key: ["ws-auth"], type: "boolean" },
  { path: "/force-model-prefix", key: ["force-model-prefix"], type: "boolean" },
  { path: "/disable-cooling", key: ["disable-cooling"], type: "boolean" },
  { path: "/request-retry", key: ["request-retry"], type: "number" },
  { path: "/max-retry-credentials", key: ["max-retry-credentials"], type: "number" },
  { path: "/max-retry-interval", key: ["max-retry-interval"], type: "number" },
  { path: "/quota-exceeded/switch-project", key: ["quota-exceeded", "switch-project"], type: "boolean" },
  { path: "/quota-exceeded/switch-preview-model", key: ["quota-exceeded", "switch-preview-model"], type: "boolean" },
  { path: "/proxy-url", key: ["proxy-url"], type: "string", removable: true },
  { path: "/routing/strategy", key: ["routing", "strategy"], type: "string" },
];

/** Those that the configuration has. */
export const SETTINGS = EVERY.filter(({ key }) => configValueKeys().some(({ path }) => path === key.join(".")));

export function readSetting(document: ConfigDocument, { key }: Setting): unknown {
  let value: unknown = configView(document.current());
  for (const name of key) value = Object.getOwnPropertyDescriptor(value, name)?.value;
  return value;
}

export function changeSetting(document: ConfigDocument, setting: Setting, value: unknown): Promise<ConfigChanged> {
  return changeConfig(document, () => {
    if (typeof value !== setting.type) return refused("invalid body");
    if (setting.path !== "/routing/strategy") return edit({ path: setting.key, value: meant(setting, value) });
    const strategy = strategyMeant(String(value));
    return strategy === null ? refused("invalid strategy") : edit({ path: setting.key, value: strategy });
  });
}

function meant({ negative }: Setting, value: unknown): unknown {
  return negative !== undefined && typeof value === "number" && value < 0 ? negative : value;
}

/** Emptied in its place, where what is said about it stands. */
export function resetSetting(document: ConfigDocument, setting: Setting): Promise<ConfigChanged> {
  const isEmpty = (): boolean => readSetting(document, setting) === "";
  return changeConfig(document, () => (isEmpty() ? edit() : edit({ path: setting.key, value: "" })));
}

const NICKNAMES: Readonly<Record<string, string>> = {
  rr: "round-robin",
  roundrobin: "round-robin",
  ff: "fill-first",
  fillfirst: "fill-first",
  // Nothing said is the default.
  "": "usage-weighted",
};

/** In the spelling of the file; null where there is no such strategy. */
function strategyMeant(value: string): string | null {
  const spelled = value.trim().toLowerCase().replaceAll("_", "-");
  const strategies = ROUTING_STRATEGIES.map((strategy) => strategy.replaceAll("_", "-"));
  return strategies.find((strategy) => strategy === spelled) ?? NICKNAMES[spelled] ?? null;
}
