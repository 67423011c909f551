// Takes an account's login out of a tool's home. What else the tool keeps in the same file stays.

import { isJsonRecord, readAuthJson, writeAuthJson } from "../auth-json.ts";
import type { FolderFiles } from "../folder-files.ts";
import type { HomeLook } from "./look-at-home.ts";

/** The member of Claude Code's file that holds its login. */
const CLAUDE_LOGIN = "claudeAiOauth";

/** False where something else stands there than what was looked at. */
export async function signOut(
  { home, login }: HomeLook,
  files: Pick<FolderFiles, "writeAtomic" | "remove">,
): Promise<boolean> {
  const now = await home.read();
  if (login.kind !== "login" || now.kind !== "login" || now.text !== login.text) return false;
  const content = readAuthJson(now.text);
  if (home.tool === "claude" && content.kind === "object" && isJsonRecord(content.json[CLAUDE_LOGIN])) {
    const { [CLAUDE_LOGIN]: _, ...rest } = content.json;
    if (Object.keys(rest).length > 0) {
      await files.writeAtomic(home.file, writeAuthJson(rest));
      return true;
    }
  }
  return files.remove(home.file);
}
