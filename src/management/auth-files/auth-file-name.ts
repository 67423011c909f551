// The name of an auth file as a caller gives it: a `.json` name without path parts, or what is wrong with it.

import { isAuthFileName } from "../../domain/auth-file-shelf.ts";

export type CheckedName =
  | { readonly kind: "name"; readonly fileName: string }
  | { readonly kind: "refused"; readonly reason: "invalid name" | "name must end with .json" };

/** Beside the file stand its lock and, while it is written, its next version: their longer names must fit as well. */
const LONGEST_NAME_BYTES = 200;

export function checkAuthFileName(name: string): CheckedName {
  const isPlain = name !== "" && isAuthFileName(`${name}.json`) && Buffer.byteLength(name) <= LONGEST_NAME_BYTES;
  if (!isPlain) return { kind: "refused", reason: "invalid name" };
  if (!isAuthFileName(name)) return { kind: "refused", reason: "name must end with .json" };
  return { kind: "name", fileName: name };
}
