// The files of a multipart body: read no further than they may be long, with the names that were sent.

import { readBytes } from "./request-body.ts";
import { ManagementFault } from "./route.ts";

export interface MultipartForm {
  readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[];
  readonly fields: ReadonlyMap<string, string>;
}

/** Throws ManagementFault 400 where it is no such form, 413 where it is too long. */
export async function readMultipart(request: Request, mostBytes: number): Promise<MultipartForm> {
  const bytes = await readBytes(request, mostBytes);
  const headers = { "content-type": request.headers.get("content-type") ?? "" };
  const form = await new Response(bytes as Uint8Array<ArrayBuffer>, { headers }).formData().catch(() => null);
  if (form === null) throw new ManagementFault(400, "invalid multipart form");
  const fields = new Map<string, string>();
  const files: { readonly name: string; readonly bytes: Uint8Array }[] = [];
  for (const [field, value] of form.entries()) {
    if (typeof value === "string") fields.set(field, value);
    else files.push({ name: value.name, bytes: await value.bytes() });
  }
  return { files, fields };
}

export function isMultipart(request: Request): boolean {
  return /^multipart\/form-data\b/i.test(request.headers.get("content-type") ?? "");
}
