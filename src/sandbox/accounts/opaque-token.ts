// Credentials in the form each upstream gives them, from the sandbox's ids.

import type { Ids } from "../../domain/ports.ts";

/** `prefix` and what makes it unique, e.g. `sk-ant-oat01-3f...`. */
export function opaqueToken(ids: Ids, prefix: string): string {
  return prefix + (ids.token("t").split("_").at(-1) ?? "");
}

/** An id in the form of a UUID. */
export function uuid(ids: Ids): string {
  const digits = (ids.token("u").split("_").at(-1) ?? "").padStart(32, "0").slice(-32);
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join(
    "-",
  );
}
