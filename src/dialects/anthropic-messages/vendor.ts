// Members that only Anthropic knows travel under `vendor.anthropic` untouched.

import type { VendorExtras } from "../../exchange/request.ts";
import type { JsonObject } from "../dialect.ts";

/** Members of the body that mean something to Anthropic alone. */
export const MESSAGES_EXTRAS = [
  "cache_control",
  "container",
  "context_management",
  "diagnostics",
  "inference_geo",
  "mcp_servers",
  "speed",
  "user_profile_id",
  "workspace_id",
] as const;

/** Members of a client tool beside its name, description, schema and `strict`. */
export const TOOL_EXTRAS = ["allowed_callers", "defer_loading", "eager_input_streaming", "input_examples"] as const;

/** The `vendor` member holding those of `keys` that the object says and the `more`; undefined when that is nothing. */
export function readExtras(from: JsonObject, keys: readonly string[], more: JsonObject = {}): VendorExtras | undefined {
  const said = keys.filter((key) => from[key] !== undefined && from[key] !== null);
  const extras = { ...Object.fromEntries(said.map((key) => [key, from[key]])), ...more };
  return Object.keys(extras).length === 0 ? undefined : { anthropic: extras };
}

/** Those of `keys` that were kept, ready to be spread into a body. */
export function writeExtras(vendor: VendorExtras | undefined, keys: readonly string[]): JsonObject {
  const extras = anthropicExtras(vendor);
  return Object.fromEntries(keys.filter((key) => extras[key] !== undefined).map((key) => [key, extras[key]]));
}

export const anthropicExtras = (vendor: VendorExtras | undefined): JsonObject => vendor?.["anthropic"] ?? {};
