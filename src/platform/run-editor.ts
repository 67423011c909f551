// A text in the operator's editor: a private copy beside the file that it is of, which is gone afterwards.

import { randomBytes } from "node:crypto";
import { readFile, unlink, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";

export type Edited =
  | { readonly kind: "edited"; readonly text: string }
  | { readonly kind: "failed"; readonly reason: string };

/** `editor` as $EDITOR has it, with its options. `path`: of the file; the copy keeps its ending, for the editor's colours. */
export async function runEditor(editor: string, text: string, path: string): Promise<Edited> {
  const ending = extname(path);
  // Its name says what it is, should it be left behind: `switchyard clean` takes it away.
  const copy = join(dirname(path), `.${basename(path, ending)}.${randomBytes(6).toString("hex")}.edit${ending}`);
  try {
    await writeFile(copy, text, { mode: 0o600, flag: "wx" });
    const child = Bun.spawn(["/bin/sh", "-c", `${editor} "$1"`, "sh", copy], {
      stdin: "inherit",
      stdout: "inherit",
      stderr: "inherit",
    });
    const code = await child.exited;
    if (code !== 0) return { kind: "failed", reason: `the editor (${editor}) ended with ${code}` };
    return { kind: "edited", text: await readFile(copy, "utf8") };
  } catch (error) {
    return { kind: "failed", reason: error instanceof Error ? error.message : String(error) };
  } finally {
    await unlink(copy).catch(() => undefined);
  }
}
