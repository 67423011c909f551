// The one way to the server: the contract's typed client, at the address that the page came from.

import { ApiFailure, createApiClient } from "../../contract/client.ts";

export { ApiFailure };

/** Where the gateway is, without a slash at the end: the page may live under any path. */
export const BASE_URL = new URL(".", document.baseURI).href.replace(/\/$/, "");

export const api = createApiClient({ baseUrl: BASE_URL, send });

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiFailure({ code: "network", message: "The gateway cannot be reached", status: 0, retryAfter: null });
  }
}
