// What the operator may say about the Codex upstreams.

export interface CodexSettings {
  /** ChatGPT backend, e.g. `https://chatgpt.com/backend-api`. */
  readonly chatgptBaseUrl: string;
  /** Token endpoint's host, e.g. `https://auth.openai.com`. */
  readonly authUrl: string;
  /** Public API for API-key accounts, e.g. `https://api.openai.com/v1`. */
  readonly openaiBaseUrl: string;
  /** `switchyard/<version>`: our own name on calls that are not the vendor's own tool's. */
  readonly userAgent: string;
  /** Global outbound proxy; null goes direct. */
  readonly proxyUrl: string | null;
}

/** The account's own proxy before the global one; `direct` overrules it. */
export function proxyOf(accountProxy: string | null, settings: CodexSettings): string | null {
  const proxy = accountProxy ?? settings.proxyUrl;
  return proxy === "direct" || proxy === "" ? null : proxy;
}
