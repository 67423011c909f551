// What every provider wants to know of the configuration before it calls anybody.

export interface CallSettings {
  /** `switchyard/<version>`: our own name on calls that are not the vendor's own tool's. */
  readonly userAgent: string;
  /** Global outbound proxy; null goes direct. */
  readonly proxyUrl: string | null;
}

/** The account's own proxy before the global one; `direct` overrules it. */
export function proxyOf(accountProxy: string | null, settings: CallSettings): string | null {
  const proxy = accountProxy ?? settings.proxyUrl;
  return proxy === "direct" || proxy === "" ? null : proxy;
}
