// Reads a request's body: undoes content-encoding, then JSON, form fields or multipart.

import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate, zstdDecompress } from "node:zlib";
import { parseJson } from "../json.ts";

export interface ReadBody {
  /** null where there is none, undefined where it could not be read. */
  readonly body: unknown;
  /** Bytes as they came. */
  readonly bytes: number;
}

type Unpack = (packed: Uint8Array) => Promise<Uint8Array>;

const UNPACK: Readonly<Record<string, Unpack>> = {
  gzip: promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
  zstd: promisify(zstdDecompress),
};

/** The decoded body of a request. */
export async function readBody(request: Request): Promise<ReadBody> {
  if (request.body === null) return { body: null, bytes: 0 };
  const type = request.headers.get("content-type") ?? "";
  if (type.startsWith("multipart/form-data")) return readMultipart(request);
  const packed = new Uint8Array(await request.arrayBuffer());
  if (packed.byteLength === 0) return { body: null, bytes: 0 };
  const bytes = packed.byteLength;
  const text = await unpacked(packed, request.headers.get("content-encoding"));
  if (text === null) return { body: undefined, bytes };
  // `curl -d '{...}'` calls its JSON a form; people at a terminal are meant to play too.
  if (type.startsWith("application/x-www-form-urlencoded") && !text.startsWith("{")) {
    return { body: Object.fromEntries(new URLSearchParams(text)), bytes };
  }
  return { body: parseJson(text), bytes };
}

async function unpacked(packed: Uint8Array, encoding: string | null): Promise<string | null> {
  if (encoding === null || encoding === "identity") return new TextDecoder().decode(packed);
  const unpack = UNPACK[encoding.toLowerCase()];
  if (unpack === undefined) return null;
  try {
    return new TextDecoder().decode(await unpack(packed));
  } catch {
    return null;
  }
}

/** Files are remembered by name, type and size, not by content. */
async function readMultipart(request: Request): Promise<ReadBody> {
  try {
    const fields: Record<string, unknown> = {};
    let bytes = 0;
    for (const [name, value] of await request.formData()) {
      fields[name] = typeof value === "string" ? value : { name: value.name, type: value.type, bytes: value.size };
      bytes += typeof value === "string" ? value.length : value.size;
    }
    return { body: fields, bytes };
  } catch {
    return { body: undefined, bytes: 0 };
  }
}
