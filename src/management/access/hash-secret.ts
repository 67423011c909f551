// A management key that stands in config.yaml as it is typed is replaced by its hash.

import type { ConfigDocument } from "../../config/config-document.ts";
import { isPasswordHash, type Passwords } from "./key-check.ts";

export type SecretHashed =
  | { readonly kind: "nothing_to_do" }
  | { readonly kind: "hashed" }
  /** The file cannot be written: the key counts as it stands there. */
  | { readonly kind: "failed"; readonly error: unknown };

export async function hashSecret(document: ConfigDocument, passwords: Pick<Passwords, "hash">): Promise<SecretHashed> {
  const plain = document.current().remoteManagement.secretKey?.reveal() ?? "";
  if (plain === "" || isPasswordHash(plain)) return { kind: "nothing_to_do" };
  const hash = await passwords.hash(plain);
  try {
    await document.edit(({ config }) => {
      const isStillThere = config.remoteManagement.secretKey?.reveal() === plain;
      return isStillThere ? [{ path: ["remote-management", "secret-key"], value: hash }] : [];
    });
    return { kind: "hashed" };
  } catch (error) {
    return { kind: "failed", error };
  }
}
