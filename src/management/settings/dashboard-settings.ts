// The settings that the dashboard shows: keys of config.yaml under names of their own.

import type { ConfigDocument } from "../../config/config-document.ts";
import type { Config } from "../../config/schema.ts";

export interface DashboardSettings {
  readonly stickyThreads: boolean;
  readonly preferEarlierReset: boolean;
  readonly strategy: Config["routing"]["strategy"];
  readonly importWithoutOverwrite: boolean;
  readonly totpRequiredOnLogin: boolean;
  readonly apiKeyAuth: boolean;
}

/** Where each stands in the document. */
const PATHS: { readonly [Name in keyof DashboardSettings]: readonly string[] } = {
  stickyThreads: ["routing", "sticky-threads-enabled"],
  preferEarlierReset: ["routing", "prefer-earlier-reset-accounts"],
  strategy: ["routing", "strategy"],
  importWithoutOverwrite: ["dashboard", "import-without-overwrite"],
  totpRequiredOnLogin: ["dashboard", "totp-required-on-login"],
  apiKeyAuth: ["api-key-auth-enabled"],
};

export type SettingsChange = { readonly [Name in keyof DashboardSettings]?: DashboardSettings[Name] | undefined };

export type ChangedSettings =
  /** Names of what is different now. */
  | { readonly kind: "changed"; readonly names: readonly string[] }
  /** TOTP would be required, and is not set up. */
  | { readonly kind: "totp_missing" }
  /** The file cannot be written, or is broken on disk by another hand. */
  | { readonly kind: "not_written"; readonly reason: string };

export function dashboardSettings(config: Config): DashboardSettings {
  return {
    stickyThreads: config.routing.stickyThreadsEnabled,
    preferEarlierReset: config.routing.preferEarlierResetAccounts,
    strategy: config.routing.strategy,
    importWithoutOverwrite: config.dashboard.importWithoutOverwrite,
    totpRequiredOnLogin: config.dashboard.totpRequiredOnLogin,
    apiKeyAuth: config.apiKeyAuthEnabled,
  };
}

/** All or nothing, in force when it resolves. */
export async function changeSettings(
  change: SettingsChange,
  deps: { readonly document: Pick<ConfigDocument, "current" | "edit">; readonly isTotpConfigured: boolean },
): Promise<ChangedSettings> {
  if (change.totpRequiredOnLogin === true && !deps.isTotpConfigured) return { kind: "totp_missing" };
  const before = dashboardSettings(deps.document.current());
  const names = namesOf(change).filter((name) => change[name] !== undefined && change[name] !== before[name]);
  try {
    if (names.length > 0) {
      await deps.document.edit(names.map((name) => ({ path: PATHS[name], value: inYaml(change[name]) })));
    }
  } catch (error) {
    return { kind: "not_written", reason: error instanceof Error ? error.message : String(error) };
  }
  return { kind: "changed", names: names.map((name) => PATHS[name].join(".")) };
}

/** A strategy, which the file spells as it does its keys. */
function inYaml(value: string | boolean | undefined): string | boolean | undefined {
  return typeof value === "string" ? value.replaceAll("_", "-") : value;
}

function namesOf(change: SettingsChange): readonly (keyof DashboardSettings)[] {
  return Object.keys(change).filter((name): name is keyof DashboardSettings => name in PATHS);
}
