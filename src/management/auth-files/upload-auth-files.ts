// Auth files come in as they are: checked before a byte is written, then kept as the very text that was sent.

import type { AuthFileShelf } from "../../domain/auth-file-shelf.ts";
import { checkAuthFileName } from "./auth-file-name.ts";

export interface UploadedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface UploadOutcome {
  readonly uploaded: readonly string[];
  readonly failed: readonly { readonly name: string; readonly reason: string }[];
}

const MOST_BYTES = 10 * 1024 * 1024;

/** A bad file never stops the others. Of two with one name the last stands. */
export async function uploadAuthFiles(
  shelf: Pick<AuthFileShelf, "put">,
  files: readonly UploadedFile[],
): Promise<UploadOutcome> {
  const uploaded: string[] = [];
  const failed: { readonly name: string; readonly reason: string }[] = [];
  for (const { name, bytes } of files) {
    const checked = checkAuthFileName(name);
    const text = checked.kind === "refused" ? null : authTextIn(bytes);
    if (checked.kind === "refused") failed.push({ name, reason: checked.reason });
    else if (text === null || text.kind === "refused") failed.push({ name, reason: text?.reason ?? "" });
    else {
      await shelf.put(checked.fileName, text.text);
      uploaded.push(name);
    }
  }
  return { uploaded, failed };
}

type AuthText =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "refused"; readonly reason: string };

/** One JSON object as text. Reasons never quote it: it is full of secrets. */
function authTextIn(bytes: Uint8Array): AuthText {
  if (bytes.byteLength > MOST_BYTES) return refused("file is larger than 10 MiB");
  let json: unknown;
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    json = JSON.parse(text);
  } catch {
    return refused("invalid auth file: it is not valid JSON");
  }
  if (Array.isArray(json)) return refused("invalid auth file: it holds a list; upload its accounts one by one");
  if (typeof json !== "object" || json === null) return refused("invalid auth file: it holds no JSON object");
  return { kind: "text", text };
}

function refused(reason: string): AuthText {
  return { kind: "refused", reason };
}
