// Where everything lives (ruling "Starting and stopping"): the flag, SWITCHYARD_HOME, else ~/.switchyard.

import { isAbsolute, join } from "node:path";

export interface DataPaths {
  readonly dataDir: string;
  readonly configFile: string;
  /** Where `auth-dir` is unset. */
  readonly authDir: string;
  readonly databaseFile: string;
  /** The log in files, and transcripts of requests. */
  readonly logDir: string;
}

export interface DataPathSources {
  /** `--data-dir`, `--config`; null where not given. */
  readonly dataDirFlag: string | null;
  readonly configFlag: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** null where the system knows none. */
  readonly homeDir: string | null;
}

/** Thrown where neither flag nor environment says where the data folder is. */
export class NoDataFolder extends Error {
  constructor() {
    super("there is no home folder (HOME is not set): name the data folder with --data-dir or SWITCHYARD_HOME");
    this.name = "NoDataFolder";
  }
}

/** Relative paths of flags and environment stay relative to the working folder, as with any command. */
export function resolveDataPaths({ dataDirFlag, configFlag, env, homeDir }: DataPathSources): DataPaths {
  const asked = dataDirFlag ?? nonEmpty(env["SWITCHYARD_HOME"]) ?? "~/.switchyard";
  const dataDir = withHome(asked, nonEmpty(homeDir));
  return {
    dataDir,
    configFile: configFlag === null ? join(dataDir, "config.yaml") : withHome(configFlag, nonEmpty(homeDir)),
    authDir: join(dataDir, "auths"),
    databaseFile: join(dataDir, "switchyard.db"),
    logDir: join(dataDir, "logs"),
  };
}

/** A path out of config.yaml (`auth-dir`, `tls.cert`, `tls.key`): `~` is the home folder, relative starts in the data folder. */
export function resolveConfiguredPath(
  path: string,
  base: { readonly dataDir: string; readonly homeDir: string | null },
): string {
  const expanded = withHome(path, nonEmpty(base.homeDir));
  return isAbsolute(expanded) ? expanded : join(base.dataDir, expanded);
}

/** Shells expand `~` in arguments only at their beginning, and service managers nowhere. */
function withHome(path: string, homeDir: string | null): string {
  if (path !== "~" && !path.startsWith("~/")) return path;
  if (homeDir === null) throw new NoDataFolder();
  return join(homeDir, path.slice(1));
}

function nonEmpty(text: string | null | undefined): string | null {
  return text === null || text === undefined || text === "" ? null : text;
}
