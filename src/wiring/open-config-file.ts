// The configuration file for a command that reads, changes or mends it.

import { homedir } from "node:os";
import { dirname, resolve } from "node:path";

import type { ConfigHands } from "../cli/config-hands.ts";
import { CliFailure, type PlaceOptions } from "../cli/deps.ts";
import { NoDataFolder, resolveDataPaths } from "../config/data-paths.ts";
import { createPrivateFiles } from "../platform/private-files.ts";
import { runEditor } from "../platform/run-editor.ts";
import { systemClock } from "../platform/system-clock.ts";
import { fileFailure, openConfig } from "./open-config.ts";

/** Throws CliFailure. */
export async function openConfigFile(options: PlaceOptions): Promise<ConfigHands> {
  const path = pathOf(options);
  const files = createPrivateFiles({ clock: systemClock });
  const orFail = async <Result>(task: Promise<Result>, at = path): Promise<Result> => {
    try {
      return await task;
    } catch (error) {
      throw fileFailure(error, at);
    }
  };
  return {
    path,
    text: () => orFail(files.read(path)),
    document: async () => (await openConfig(options, false)).document,
    async replace(text) {
      await orFail(files.ensureFolder(dirname(path)).then(() => files.write(path, text)));
    },
    async edited(editor, text) {
      await orFail(files.ensureFolder(dirname(path)));
      return runEditor(editor, text, path);
    },
    async read(other) {
      const text = await orFail(files.read(other), other);
      if (text === null) throw new CliFailure(`there is no file ${other}`);
      return text;
    },
  };
}

function pathOf({ dataDir, configFile }: PlaceOptions): string {
  const homeDir = process.env["HOME"] === undefined ? null : homedir();
  try {
    const paths = resolveDataPaths({ dataDirFlag: dataDir, configFlag: configFile, env: process.env, homeDir });
    return resolve(paths.configFile);
  } catch (error) {
    throw error instanceof NoDataFolder ? new CliFailure(error.message) : error;
  }
}
