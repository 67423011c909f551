// Where things are and what the operator said, or one clear line why not.

import { homedir } from "node:os";

import { CliFailure, type PlaceOptions } from "../cli/deps.ts";
import { type ConfigDocument, openConfigDocument } from "../config/config-document.ts";
import { ConfigInvalid } from "../config/config-problem.ts";
import { type DataPaths, NoDataFolder, resolveConfiguredPath, resolveDataPaths } from "../config/data-paths.ts";
import { createPrivateFiles } from "../platform/private-files.ts";
import { systemClock } from "../platform/system-clock.ts";
import { createReadText } from "./read-config-text.ts";

export interface OpenedConfig {
  readonly paths: DataPaths;
  readonly document: ConfigDocument;
  /** The folder of auth files, wherever it is configured to be. */
  readonly authDir: string;
  /** A path of the configuration: `~` and relative ones made absolute. */
  resolve(path: string): string;
}

/** Throws CliFailure. */
export async function openConfig(options: PlaceOptions, watch: boolean): Promise<OpenedConfig> {
  const homeDir = process.env["HOME"] === undefined ? null : homedir();
  /** What is being used, for errors that do not name it themselves: reading a folder is one. */
  let at = options.dataDir ?? "the data folder";
  try {
    const paths = resolveDataPaths({
      dataDirFlag: options.dataDir,
      configFlag: options.configFile,
      env: process.env,
      homeDir,
    });
    at = paths.configFile;
    const files = createPrivateFiles({ clock: systemClock });
    const readText = createReadText(systemClock);
    const document = await openConfigDocument({ path: paths.configFile, files, watch, readText });
    const resolve = (path: string): string => resolveConfiguredPath(path, { dataDir: paths.dataDir, homeDir });
    const { authDir } = document.current();
    return { paths, document, resolve, authDir: authDir === null ? paths.authDir : resolve(authDir) };
  } catch (error) {
    if (error instanceof NoDataFolder) throw new CliFailure(error.message);
    if (error instanceof ConfigInvalid) {
      throw new CliFailure(
        error.problems.map(({ message }) => message).join("\nerror: "),
        "mend the file, or move it away to start with the defaults",
      );
    }
    throw fileFailure(error, at);
  }
}

const FILE_WORDS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
  ENOSPC: "no space left",
  ENOTDIR: "a part of the path is a file, not a folder",
  EISDIR: "it is a folder, not a file",
  EEXIST: "a file stands where a folder should be",
};

/** A file error in one line; anything else as it is. */
export function fileFailure(error: unknown, what: string): unknown {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return error;
  const path = "path" in error && typeof error.path === "string" ? error.path : what;
  const words = FILE_WORDS[error.code] ?? error.code;
  return new CliFailure(`cannot use ${path}: ${words}`, "give another folder with --data-dir, or mend its permissions");
}
