import { hash } from "node:crypto";

/** Hex sha256 of UTF-8 text. */
export function sha256Hex(text: string): string {
  return hash("sha256", text, "hex");
}
