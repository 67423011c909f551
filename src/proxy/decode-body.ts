// The bytes of a request: unpacked as its Content-Encoding says, never larger than allowed.

import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate, inflateRaw, zstdDecompress } from "node:zlib";

import { Fault } from "../domain/faults.ts";

type Unpack = (bytes: Uint8Array, options: { maxOutputLength: number }) => Promise<Uint8Array>;

const inflateZlib: Unpack = promisify(inflate);
const inflateBare: Unpack = promisify(inflateRaw);

const UNPACK: Readonly<Record<string, Unpack>> = {
  gzip: promisify(gunzip) as Unpack,
  "x-gzip": promisify(gunzip) as Unpack,
  zstd: promisify(zstdDecompress) as Unpack,
  br: promisify(brotliDecompress) as Unpack,
  // RFC 9110 8.4.1.2: "deflate" is zlib-wrapped; some clients send it bare all the same.
  deflate: (bytes, options) =>
    ((bytes[0] ?? 0) & 0x0f) === 8 ? inflateZlib(bytes, options) : inflateBare(bytes, options),
};

/** Throws Fault `payload_too_large`, `unsupported_encoding` or `invalid_encoding`. */
export async function decodeBody(request: Request, maxBytes: number): Promise<Uint8Array> {
  const declared = Number(request.headers.get("content-length") ?? Number.NaN);
  if (declared > maxBytes) throw tooLarge(maxBytes);
  const packed = Number.isNaN(declared) ? await readCounting(request, maxBytes) : await request.bytes();
  const encoding = request.headers.get("content-encoding");
  return encoding === null ? packed : await unpackAll(packed, encoding, maxBytes);
}

async function unpackAll(packed: Uint8Array, encoding: string, maxBytes: number): Promise<Uint8Array> {
  const names = encoding
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "" && name !== "identity");
  let bytes = packed;
  // The last one named was put on last.
  for (const name of names.toReversed()) bytes = await unpack(bytes, name, maxBytes);
  return bytes;
}

async function unpack(bytes: Uint8Array, encoding: string, maxBytes: number): Promise<Uint8Array> {
  const decode = UNPACK[encoding];
  if (decode === undefined)
    throw new Fault(
      "unsupported_encoding",
      `Content-Encoding '${encoding}' is not read here; send gzip, deflate, zstd, br or none`,
    );
  try {
    return await decode(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE") throw tooLarge(maxBytes);
    throw new Fault("invalid_encoding", `The body is not valid ${encoding}, which its Content-Encoding says it is`);
  }
}

/** Without a declared length the bytes are counted as they come. */
async function readCounting(request: Request, maxBytes: number): Promise<Uint8Array> {
  if (request.body === null) return new Uint8Array(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(maxBytes: number): Fault {
  return new Fault("payload_too_large", `The request body is over ${sizeText(maxBytes)}`);
}

/** The limit may be set to any number of bytes: "over 0 MiB" would tell nobody anything. */
function sizeText(bytes: number): string {
  const mebibytes = bytes / 1024 / 1024;
  return Number.isInteger(mebibytes) ? `${mebibytes} MiB` : `${bytes} bytes`;
}
