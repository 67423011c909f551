// The accounts of both places, auth files and configuration, and whoever goes by them, kept in step while they change.

import type { Config } from "../config/schema.ts";
import type { Publish } from "../domain/happening.ts";
import type { AuthFilesView, Cancel } from "../domain/ports.ts";
import type { AuthFileFolder } from "../logins/auth-file-folder.ts";
import { configAccounts } from "../logins/config-accounts.ts";
import { sha256Hex } from "../platform/sha256.ts";
import type { Log } from "../telemetry/log.ts";
import { createAccountSources } from "./account-sources.ts";
import type { BuiltGateway } from "./build-gateway.ts";
import type { OpenedConfig } from "./open-config.ts";

interface Following {
  readonly opened: OpenedConfig;
  readonly log: Log;
}

interface FollowedConfig extends Following {
  readonly publish: Publish;
}

interface FollowedAccounts {
  readonly folder: AuthFileFolder;
  readonly inFolder: AuthFilesView;
  readonly publish: Publish;
  /** Told of a new configuration before anybody goes by it. */
  take(config: Config): void;
}

/** The accounts of both places, now and whenever a file or the configuration changes. */
export function followAccounts(input: Following, built: BuiltGateway, followed: FollowedAccounts): Cancel {
  const { opened, log } = input;
  const { publish } = followed;
  const tellBroken = createBrokenFileWarnings(log);
  const accounts = createAccountSources(configAccounts(opened.document.current(), sha256Hex), (view) => {
    built.pool.replaceAccounts(view);
    publish({ kind: "accounts_replaced", count: view.accounts.length });
    tellBroken(view.broken);
  });
  accounts.fromFiles(followed.inFolder);
  const stopFolder = followed.folder.watch(accounts.fromFiles);
  const stopConfig = followConfig({ ...input, publish }, (config) => {
    followed.take(config);
    built.pool.reconfigure();
    accounts.fromConfig(configAccounts(config, sha256Hex));
  });
  return () => {
    stopFolder();
    stopConfig();
  };
}

/** Each once, and again only after it was whole: thousands of changes to others are no news of it. */
function createBrokenFileWarnings(log: Log): (broken: AuthFilesView["broken"]) => void {
  let told: ReadonlySet<string> = new Set();
  return (broken) => {
    const keys = new Set<string>();
    for (const { fileName, reason } of broken) {
      const key = `${fileName} ${reason}`;
      keys.add(key);
      if (!told.has(key)) log.warn("auth_file_broken", { file: fileName, reason });
    }
    told = keys;
  };
}

/** Every change counts at once; what only counts after a restart says so, what is wrong is told and not taken. */
function followConfig({ opened, log, publish }: FollowedConfig, take: (config: Config) => void): Cancel {
  const { document } = opened;
  const stopChanges = document.subscribe(({ config, changed, needsRestart }) => {
    take(config);
    log.setDebug(config.debug);
    log.info("config_changed", { changed });
    publish({ kind: "settings_changed", keys: changed });
    if (needsRestart.length > 0) log.warn("config_needs_restart", { keys: needsRestart });
  });
  // Not with the changes: a misspelt key changes no value, and is told of for that very reason.
  const stopWarnings = document.onWarnings((warnings) => {
    for (const { message } of warnings) log.warn("config_warning", { message });
  });
  const stopProblems = document.onReloadProblem((problems) => {
    for (const { message } of problems) log.error("config_rejected", { message, kept: "the configuration before it" });
    publish({ kind: "settings_rejected", problems: problems.map(({ message }) => message) });
  });
  return () => {
    stopChanges();
    stopWarnings();
    stopProblems();
  };
}
