// What stands in the tools' homes on this computer, in words.

import type { HomeLook } from "../logins/tools/look-at-home.ts";

export type ToolState = "none" | "account" | "unknown" | "foreign" | "keyring";

export function toolState({ login, account }: HomeLook): ToolState {
  if (login.kind !== "login") return login.kind;
  return account === null ? "unknown" : "account";
}

/** Why no account of ours is shown for the tool, and what to do about it; null where one is, or nobody is signed in. */
export function toolTrouble(look: HomeLook): string | null {
  const { home, login, holder } = look;
  if (holder?.kind === "broken") return `${home.file}: ${holder.reason}`;
  switch (toolState(look)) {
    case "none":
    case "account":
      return null;
    case "unknown":
      return `${home.title} uses a login that is not among the accounts; \`switchyard import ${home.file}\` takes it in`;
    case "foreign":
    case "keyring":
      return "reason" in login ? login.reason : null;
  }
}
