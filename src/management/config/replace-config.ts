// A whole new config.yaml. Who may manage, and from where, stays as it is: that is the file's to say, not the API's.

import type { ConfigDocument } from "../../config/config-document.ts";
import { ConfigInvalid, problemAt } from "../../config/config-problem.ts";
import type { ConfigMutation } from "../../config/edit-config.ts";
import type { Config } from "../../config/schema.ts";
import { isPasswordHash, type Passwords } from "../access/key-check.ts";

export type ConfigReplaced =
  /** Dotted keys of `needsRestart` count after a restart alone. */
  | { readonly kind: "replaced"; readonly needsRestart: readonly string[] }
  | { readonly kind: "invalid"; readonly message: string }
  | { readonly kind: "not_written"; readonly reason: string };

const SECTION = "remote-management";

export async function replaceConfig(
  document: ConfigDocument,
  text: string,
  passwords: Pick<Passwords, "verify">,
): Promise<ConfigReplaced> {
  if (text.trim() === "") return { kind: "invalid", message: "the file is empty" };
  try {
    const { needsRestart } = await document.replace(text, async (next, now) => {
      const locked = await lockedMutations(now, next, passwords);
      if (locked === null) throw new ConfigInvalid([LOCKED]);
      return locked;
    });
    return { kind: "replaced", needsRestart };
  } catch (error) {
    if (error instanceof ConfigInvalid) return { kind: "invalid", message: error.message };
    return { kind: "not_written", reason: error instanceof Error ? error.message : String(error) };
  }
}

const LOCKED = problemAt(
  "config.yaml",
  { line: 0, column: 0 },
  { key: SECTION, text: "cannot be changed here: change it in the file itself" },
);

/** What puts back that which a new file leaves out or has in plain text; null where it says something else. */
async function lockedMutations(
  now: Config,
  next: Config,
  passwords: Pick<Passwords, "verify">,
): Promise<readonly ConfigMutation[] | null> {
  const mutations: ConfigMutation[] = [];
  const [was, is] = [now.remoteManagement, next.remoteManagement];
  const secret = was.secretKey?.reveal() ?? "";
  const given = is.secretKey?.reveal() ?? "";
  if (given !== secret) {
    const isSame = given === "" || (isPasswordHash(secret) && (await passwords.verify(given, secret)));
    if (!isSame) return null;
    mutations.push({ path: [SECTION, "secret-key"], value: secret });
  }
  if (is.allowRemote !== was.allowRemote) {
    // The stricter of the two is also what leaving it out means.
    if (is.allowRemote) return null;
    mutations.push({ path: [SECTION, "allow-remote"], value: true });
  }
  return mutations;
}
