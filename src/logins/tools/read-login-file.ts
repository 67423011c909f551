// The login file of a tool as it stands now, and the small files beside it.

import { resolve } from "node:path";

import type { JsonRecord } from "../../providers/auth-file.ts";
import { readAuthJson } from "../auth-json.ts";
import type { ToolFiles, ToolLogin } from "./tool-home.ts";

type ReadLogin =
  | Extract<ToolLogin, { kind: "none" | "foreign" }>
  | {
      readonly kind: "login";
      readonly json: JsonRecord;
      readonly text: string;
    };

export async function readLoginFile(files: ToolFiles, file: string): Promise<ReadLogin> {
  let text: string | null;
  try {
    text = await files.read(file);
  } catch (error) {
    return { kind: "foreign", reason: `${file} cannot be read (${codeOf(error)})` };
  }
  if (text === null || text.trim() === "") return { kind: "none" };
  const content = readAuthJson(text);
  if (content.kind === "object") return { kind: "login", json: content.json, text };
  return { kind: "foreign", reason: `${file}: ${content.kind === "broken" ? content.reason : "it holds a list"}` };
}

/** A file beside the login; null where there is none or it makes no sense, which is then not ours to mend. */
export async function readBeside(files: ToolFiles, file: string): Promise<JsonRecord | null> {
  const text = await files.read(file).catch(() => null);
  const content = text === null ? null : readAuthJson(text);
  return content?.kind === "object" ? content.json : null;
}

/** The folder that the environment names, else the usual one; null where there is no home folder either. */
export function folderOf(env: (name: string) => string | undefined, variable: string, usual: string): string | null {
  const named = env(variable) ?? "";
  if (named.trim() !== "") return resolve(named);
  const home = env("HOME") ?? "";
  return home === "" ? null : resolve(home, usual);
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown error";
}
