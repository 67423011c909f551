// The dashboard's files, as its build left them. Read and packed when first asked for, then kept: there are few, and they
// never change while the process runs.

import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";

/** The file, or null where the address is another door's. */
export type DashboardFiles = (request: Request) => Promise<Response> | null;

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".json": "application/json",
};

/** Nothing from elsewhere, in nobody's frame. Charts and placed popups set styles by script. */
const POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

interface Kept {
  readonly plain: Uint8Array<ArrayBuffer>;
  readonly packed: Uint8Array<ArrayBuffer>;
  readonly type: string;
}

/** `folder`: where the build is. `pack` makes gzip of bytes. */
export function createDashboardFiles(deps: {
  readonly folder: string;
  pack(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>;
}): DashboardFiles {
  const kept = new Map<string, Promise<Kept | null>>();
  const find = (path: string): Promise<Kept | null> => {
    const known = kept.get(path) ?? load(path, deps);
    kept.set(path, known);
    // Somebody may build it while the gateway runs.
    known.then((file) => file === null && kept.delete(path)).catch(() => kept.delete(path));
    return known;
  };

  return (request) => {
    if (request.method !== "GET" && request.method !== "HEAD") return null;
    const path = fileAt(new URL(request.url).pathname);
    if (path === null) return null;
    return find(path).then((file) => (file === null ? missing(path) : answer(file, path, request)));
  };
}

/** The page itself, what it names beside it, and its hashed parts; no other address is the dashboard's. */
function fileAt(pathname: string): string | null {
  if (pathname === "/" || pathname === "/index.html") return "index.html";
  if (pathname === "/icon.svg" || pathname === "/theme.js") return pathname.slice(1);
  const isPart = pathname.startsWith("/assets/") && normalize(pathname) === pathname;
  return isPart ? pathname.slice(1) : null;
}

async function load(path: string, { folder, pack }: Parameters<typeof createDashboardFiles>[0]): Promise<Kept | null> {
  const type = TYPES[extname(path)];
  if (type === undefined) return null;
  try {
    const plain = new Uint8Array(await readFile(join(folder, path)));
    return { plain, packed: pack(plain), type };
  } catch {
    return null;
  }
}

function answer(file: Kept, path: string, request: Request): Response {
  const isPacked = /\bgzip\b/.test(request.headers.get("accept-encoding") ?? "");
  const headers = {
    "content-type": file.type,
    // Parts carry a hash of what is in them; the page that names them is asked for anew.
    "cache-control": path.startsWith("assets/") ? "public, max-age=31536000, immutable" : "no-cache",
    vary: "accept-encoding",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "content-security-policy": POLICY,
    ...(isPacked ? { "content-encoding": "gzip" } : {}),
  };
  return new Response(request.method === "HEAD" ? null : isPacked ? file.packed : file.plain, { headers });
}

function missing(path: string): Response {
  const text =
    path === "index.html"
      ? "Switchyard serves, and its dashboard has not been built: run `node scripts/build-dashboard.mjs`.\n"
      : "There is no such file.\n";
  return new Response(text, { status: 404, headers: { "content-type": "text/plain; charset=utf-8" } });
}
