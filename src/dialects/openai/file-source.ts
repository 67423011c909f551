// A document as both OpenAI APIs carry it: the id of an upload, a URL (Responses alone), or the bytes in base64.

import type { FilePart } from "../../exchange/request.ts";
import type { JsonObject } from "../dialect.ts";
import { invalid, optional, present, readString } from "../members.ts";

/** Throws Fault `invalid_request` where none of `file_id`, `file_url`, `file_data` is a string. */
export function readFile(fields: JsonObject, path: string): FilePart {
  const name = optional(fields["filename"], `${path}.filename`, readString);
  return present({ kind: "file" as const, source: readSource(fields, path, name), name });
}

function readSource(fields: JsonObject, path: string, name: string | undefined): FilePart["source"] {
  const id = optional(fields["file_id"], `${path}.file_id`, readString);
  if (id !== undefined) return { kind: "id", id };
  const url = optional(fields["file_url"], `${path}.file_url`, readString);
  if (url !== undefined) return { kind: "url", url };
  const data = optional(fields["file_data"], `${path}.file_data`, readString);
  if (data === undefined) throw invalid(path, `Missing required parameter: '${path}.file_data'.`);
  // Bare base64 is accepted by the API too; PDF is what it takes when nothing says otherwise.
  return { kind: "url", url: data.startsWith("data:") ? data : `data:${mediaTypeOf(name)};base64,${data}` };
}

const mediaTypeOf = (name: string | undefined): string =>
  name?.toLowerCase().endsWith(".txt") ? "text/plain" : "application/pdf";
