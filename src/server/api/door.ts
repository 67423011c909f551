// The door of /api/*: built when somebody first knocks, so that a gateway which only serves models neither waits for the
// libraries behind it nor holds them in memory.

import type { ApiApp } from "./api-env.ts";

/** The answer, or null where the address is another door's. */
export type ApiDoor = (request: Request, peer: string) => Promise<Response> | null;

export function createApiDoor(open: () => Promise<ApiApp>): ApiDoor {
  let opened: Promise<ApiApp> | null = null;
  return (request, peer) => {
    if (!isApiUrl(request.url)) return null;
    // What kept it from opening may have passed by the next call.
    opened ??= open().catch((error: unknown) => {
      opened = null;
      throw error;
    });
    return opened.then(async (app) => withHeaders(await app.fetch(request, { peer })));
  };
}

function isApiUrl(url: string): boolean {
  const path = url.indexOf("/", url.indexOf("//") + 2);
  return path >= 0 && url.startsWith("/api/", path);
}

function withHeaders(response: Response): Response {
  const { headers } = response;
  headers.set("x-content-type-options", "nosniff");
  if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
  return response;
}
