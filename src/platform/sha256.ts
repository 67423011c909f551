import { createHash } from "node:crypto";

/** Hex sha256 of UTF-8 text. */
export function sha256Hex(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
