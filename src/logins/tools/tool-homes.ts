// Which tools' homes there are on this computer, by the environment and by what we have seen before.

import { dirname } from "node:path";

import { claudeHome } from "./claude-home.ts";
import { codexHome } from "./codex-home.ts";
import { geminiFolder, geminiHome } from "./gemini-home.ts";
import { folderOf } from "./read-login-file.ts";
import type { ToolHome, ToolId, ToolPlace } from "./tool-home.ts";

export const TOOL_IDS: readonly ToolId[] = ["codex", "claude", "gemini"];

/** The homes that tools started in this environment use. A tool without any (no HOME) is left out. */
export function toolHomes(place: ToolPlace): readonly ToolHome[] {
  const env = (name: string): string | undefined => place.env[name];
  const folders: readonly (readonly [ToolId, string | null])[] = [
    ["codex", folderOf(env, "CODEX_HOME", ".codex")],
    ["claude", folderOf(env, "CLAUDE_CONFIG_DIR", ".claude")],
    ["gemini", geminiFolder(env)],
  ];
  return folders.flatMap(([tool, folder]) => (folder === null ? [] : [homeIn(tool, folder, place)]));
}

/** The home whose login file this is. */
export function toolHomeAt(tool: ToolId, file: string, place: ToolPlace): ToolHome {
  return homeIn(tool, dirname(file), place);
}

function homeIn(tool: ToolId, folder: string, place: ToolPlace): ToolHome {
  switch (tool) {
    case "codex":
      return codexHome(folder, place);
    case "claude":
      return claudeHome(folder, place);
    case "gemini":
      return geminiHome(folder, place);
  }
}
