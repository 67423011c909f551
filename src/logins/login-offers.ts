// Where one can sign in, in words for people; how, the providers themselves say.

import type { ProviderId } from "../domain/ids.ts";
import type { Provider } from "../providers/provider.ts";
import type { LoginWish } from "./flows/login-flow.ts";

export interface LoginOffer {
  readonly provider: ProviderId;
  readonly name: string;
  /** The first is the usual one. Never empty. */
  readonly flows: readonly LoginWish["flow"][];
  /** Where the vendor sends the browser; null for codes alone. */
  readonly callbackUrl: string | null;
  /** A Google project may be named. */
  readonly takesProject: boolean;
  /** What the vendor did to this login; null: nothing. */
  readonly note: string | null;
  /** What is to be configured first; null: nothing. */
  readonly warning: string | null;
}

const NAMES: ReadonlyMap<ProviderId, string> = new Map([
  ["codex", "ChatGPT (Codex)"],
  ["claude", "Claude"],
  ["gemini-cli", "Gemini CLI"],
  ["antigravity", "Antigravity"],
  ["qwen", "Qwen"],
  ["iflow", "iFlow"],
  ["kimi", "Kimi"],
  ["xai", "xAI Grok"],
]);

/** Rulings "Providers": the flows are there all the same. */
const NOTES: ReadonlyMap<ProviderId, string> = new Map([
  ["qwen", "Qwen ended this login in April 2026; it works for those alone to whom it is still open."],
  ["iflow", "iFlow ended this login in April 2026; it works for those alone to whom it is still open."],
  [
    "gemini-cli",
    "Google ended this login for individuals in June 2026; it works for company and licensed accounts alone.",
  ],
]);

const TAKES_PROJECT: ReadonlySet<ProviderId> = new Set(["gemini-cli", "antigravity"]);

/** In the order of the providers. */
export function loginOffers(providers: readonly Provider[]): readonly LoginOffer[] {
  return providers.flatMap(({ id, login }): readonly LoginOffer[] => {
    const flows = [
      ...(login?.browser === undefined ? [] : (["browser"] as const)),
      ...(login?.device === undefined ? [] : (["device"] as const)),
    ];
    if (flows.length === 0) return [];
    return [
      {
        provider: id,
        name: NAMES.get(id) ?? id,
        flows,
        callbackUrl: login?.browser?.redirectUri ?? null,
        takesProject: TAKES_PROJECT.has(id),
        note: NOTES.get(id) ?? null,
        warning: login?.browser?.advice?.() ?? null,
      },
    ];
  });
}
