// A whole new config.yaml. Who may manage, and from where, stays as it is: that is the file's to say, not the API's.

import type { ConfigDocument } from "../../config/config-document.ts";
import { ConfigInvalid } from "../../config/config-problem.ts";
import { diffConfig, keysNeedingRestart } from "../../config/diff-config.ts";
import { type ConfigMutation, editConfigText } from "../../config/edit-config.ts";
import { parseConfig } from "../../config/parse-config.ts";
import type { Config } from "../../config/schema.ts";
import { isPasswordHash, type Passwords } from "../access/key-check.ts";

export type ConfigReplaced =
  /** Dotted keys of `needsRestart` count after a restart alone. */
  | { readonly kind: "replaced"; readonly needsRestart: readonly string[] }
  | { readonly kind: "invalid"; readonly message: string }
  | { readonly kind: "not_written"; readonly reason: string };

const FILE_NAME = "config.yaml";
const SECTION = "remote-management";

export async function replaceConfig(
  document: ConfigDocument,
  text: string,
  passwords: Pick<Passwords, "verify">,
): Promise<ConfigReplaced> {
  const before = document.current();
  const parsed = parseConfig(text, FILE_NAME);
  if (parsed.kind === "invalid") return invalid(parsed.problems.map(({ message }) => message).join("\n"));
  if (text.trim() === "") return invalid("the file is empty");
  const locked = await lockedMutations(before, parsed.config, passwords);
  if (locked === null) {
    return invalid(`${SECTION} cannot be changed here: change it in the file itself`);
  }
  try {
    const after = await document.replace(editConfigText(text, locked, FILE_NAME));
    return { kind: "replaced", needsRestart: keysNeedingRestart(diffConfig(before, after)) };
  } catch (error) {
    if (error instanceof ConfigInvalid) return invalid(error.message);
    return { kind: "not_written", reason: error instanceof Error ? error.message : String(error) };
  }
}

function invalid(message: string): ConfigReplaced {
  return { kind: "invalid", message };
}

/** What puts back that which a new file leaves out or has in plain text; null where it says something else. */
async function lockedMutations(
  before: Config,
  after: Config,
  passwords: Pick<Passwords, "verify">,
): Promise<readonly ConfigMutation[] | null> {
  const mutations: ConfigMutation[] = [];
  const [was, is] = [before.remoteManagement, after.remoteManagement];
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
