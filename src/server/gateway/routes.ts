// The data plane's addresses, and what each of them means.

import type { DialectId } from "../../dialects/dialect.ts";
import type { Asked } from "../../proxy/asked.ts";

export type GatewayRoute =
  | {
      readonly kind: "exchange";
      readonly operation: Extract<Asked["operation"], "generate" | "compact">;
      readonly dialect: DialectId;
      /** The vendor's own backend: its client understands everything. */
      readonly native: boolean;
      /** Serves WebSockets at the same address. */
      readonly socket: boolean;
    }
  | { readonly kind: "count-tokens"; readonly dialect: DialectId }
  | { readonly kind: "transcribe" | "models" | "usage" | "accounts-check" }
  | { readonly kind: "key-usage" };

const exchange = (dialect: DialectId): GatewayRoute => ({
  kind: "exchange",
  operation: "generate",
  dialect,
  native: false,
  socket: false,
});
const responses = (native: boolean): GatewayRoute => ({
  kind: "exchange",
  operation: "generate",
  dialect: "openai-responses",
  native,
  socket: true,
});
const compact = (native: boolean): GatewayRoute => ({
  kind: "exchange",
  operation: "compact",
  dialect: "openai-responses",
  native,
  socket: false,
});

/** `METHOD /path` -> what it is. */
export const ROUTES: ReadonlyMap<string, GatewayRoute> = new Map<string, GatewayRoute>([
  ["POST /v1/responses", responses(false)],
  ["POST /backend-api/codex/responses", responses(true)],
  ["POST /v1/responses/compact", compact(false)],
  ["POST /backend-api/codex/responses/compact", compact(true)],
  ["POST /v1/chat/completions", exchange("openai-chat")],
  ["POST /v1/messages", exchange("anthropic-messages")],
  ["POST /v1/messages/count_tokens", { kind: "count-tokens", dialect: "anthropic-messages" }],
  ["GET /v1/models", { kind: "models" }],
  ["GET /v1beta/models", { kind: "models" }],
  ["GET /backend-api/codex/models", { kind: "models" }],
  ["POST /v1/audio/transcriptions", { kind: "transcribe" }],
  ["POST /backend-api/transcribe", { kind: "transcribe" }],
  ["GET /v1/usage", { kind: "key-usage" }],
  ["GET /backend-api/wham/usage", { kind: "usage" }],
  ["GET /api/codex/usage", { kind: "usage" }],
  ["GET /backend-api/wham/accounts/check", { kind: "accounts-check" }],
  ["GET /api/codex/accounts/check", { kind: "accounts-check" }],
]);

/** Codex with `/v1` in its base address asks below it; the routes are the same. */
export function routePath(pathname: string): string {
  const path = pathname.length > 1 && pathname.endsWith("/") ? pathname.slice(0, -1) : pathname;
  return path.startsWith("/backend-api/codex/v1/") ? path.replace("/codex/v1/", "/codex/") : path;
}

/** The methods that an address knows; [] where there is no such address. */
export function methodsOf(path: string): readonly string[] {
  return [...ROUTES.keys()]
    .filter((route) => route.endsWith(` ${path}`))
    .map((route) => route.slice(0, route.indexOf(" ")));
}

/** The address that is written most like this one. */
export function nearestPath(path: string): string | null {
  const paths = new Set([...ROUTES.keys()].map((route) => route.slice(route.indexOf(" ") + 1)));
  const tail = path.slice(path.lastIndexOf("/"));
  const known = [...paths];
  return (
    known.find((one) => one.endsWith(path) || (tail.length > 1 && one.endsWith(tail))) ??
    // A letter too few or a part too many: `/v1/response`, `/v1/responses/stream`.
    known.find((one) => one.startsWith(path) || path.startsWith(one)) ??
    null
  );
}

/** The dialect in which an address that leads nowhere is told so. */
export function dialectOfPath(path: string): DialectId {
  if (path.startsWith("/v1/chat")) return "openai-chat";
  if (path.startsWith("/v1/messages")) return "anthropic-messages";
  return path.startsWith("/v1beta/") ? "gemini" : "openai-responses";
}
