// The call that a panel wants made, out of the JSON it sent.

import { proxyUrl } from "../../config/schema-values.ts";
import type { UpstreamCall } from "../../wire/upstream-call.ts";
import type { AskedCall } from "./call-upstream.ts";

export type ReadCall =
  | { readonly kind: "call"; readonly call: AskedCall }
  | { readonly kind: "refused"; readonly reason: string };

/** `said`: a member by its name in small letters, whatever its spelling in the body. */
export function readCall(said: (name: string) => unknown): ReadCall {
  const method = said("method");
  const address = said("url");
  const index = said("auth_index") ?? said("authindex") ?? null;
  if (typeof method !== "string" || method.trim() === "") return refused("missing method");
  const known = METHODS.get(method.trim().toUpperCase());
  if (known === undefined) return refused("invalid method");
  if (typeof address !== "string" || address.trim() === "") return refused("missing url");
  const url = urlOf(address.trim());
  if (url === null) return refused("invalid url");
  if (index !== null && typeof index !== "string") return refused("invalid auth_index");
  const headers = headersOf(said("header") ?? said("headers") ?? {});
  if (headers === null) return refused("invalid header");
  const data = said("data") ?? null;
  if (data !== null && typeof data !== "string") return refused("invalid data");
  const proxy = proxyUrl.safeParse(said("proxy_url") ?? "");
  if (!proxy.success) return refused("invalid proxy_url");
  const authIndex = index === null || index.trim() === "" ? null : index.trim();
  const body = data === null || data === "" || known === "GET" ? null : data;
  return {
    kind: "call",
    call: { authIndex, method: known, url, headers, body, proxyUrl: proxy.data === "" ? null : proxy.data },
  };
}

const METHODS = new Map<string, UpstreamCall["method"]>(
  (["GET", "POST", "PUT", "PATCH", "DELETE"] as const).map((method) => [method, method]),
);

/** No password in it: an address is logged and shown, a header is not. */
function urlOf(address: string): URL | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  const isPlain = url.username === "" && url.password === "" && url.host !== "";
  return isPlain && (url.protocol === "https:" || url.protocol === "http:") ? url : null;
}

function headersOf(given: unknown): ReadonlyMap<string, string> | null {
  if (typeof given !== "object" || given === null || Array.isArray(given)) return null;
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(given)) {
    if (typeof value !== "string" || !NAME.test(name) || !VALUE.test(value)) return null;
    headers.set(name, value);
  }
  return headers;
}

/** RFC 9110 5.1 and 5.5; beyond Latin-1 a header has no bytes. */
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const VALUE = /^[\t\u0020-\u007e\u0080-\u00ff]*$/;

function refused(reason: string): ReadCall {
  return { kind: "refused", reason };
}
