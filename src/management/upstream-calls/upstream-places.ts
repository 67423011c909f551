// The addresses that the providers are known by in the world, and where the configuration has each of them instead.

import type { Config } from "../../config/schema.ts";
import type { ProviderId } from "../../domain/ids.ts";

export interface UpstreamPlace {
  readonly provider: ProviderId;
  /** As the world knows it: origin and the path that everything hangs under. */
  readonly known: string;
  /** As the configuration has it; the same where it says nothing else. */
  readonly configured: string;
}

/** The vendor's further addresses for the same thing go where the first goes. */
type Known = readonly [first: string, ...others: string[]];

export function upstreamPlaces(upstreams: Config["upstreams"]): readonly UpstreamPlace[] {
  const { codex, openai, claude, gemini, geminiCli, antigravity, vertex, qwen, iflow, kimi, xai } = upstreams;
  const rows: readonly (readonly [ProviderId, string, Known])[] = [
    ["codex", codex.baseUrl, ["https://chatgpt.com/backend-api"]],
    ["codex", codex.authUrl, ["https://auth.openai.com"]],
    ["codex", openai.baseUrl, ["https://api.openai.com/v1"]],
    ["claude", claude.baseUrl, ["https://api.anthropic.com"]],
    ["claude", claude.authUrl, ["https://claude.ai"]],
    ["claude", claude.tokenUrl, ["https://platform.claude.com", "https://console.anthropic.com"]],
    ["gemini", gemini.baseUrl, ["https://generativelanguage.googleapis.com"]],
    ["gemini-cli", geminiCli.baseUrl, ["https://cloudcode-pa.googleapis.com"]],
    ["gemini-cli", geminiCli.authUrl, ["https://accounts.google.com"]],
    ["gemini-cli", geminiCli.tokenUrl, ["https://oauth2.googleapis.com"]],
    ["gemini-cli", geminiCli.userInfoUrl, ["https://www.googleapis.com"]],
    ["antigravity", antigravity.baseUrl, ANTIGRAVITY],
    ["antigravity", antigravity.authUrl, ["https://accounts.google.com"]],
    ["antigravity", antigravity.tokenUrl, ["https://oauth2.googleapis.com"]],
    ["antigravity", antigravity.userInfoUrl, ["https://www.googleapis.com"]],
    ["vertex", vertex.baseUrl ?? VERTEX, [VERTEX, "https://{region}-aiplatform.googleapis.com"]],
    ["vertex", vertex.tokenUrl, ["https://oauth2.googleapis.com"]],
    ["qwen", qwen.baseUrl, ["https://portal.qwen.ai/v1"]],
    ["qwen", qwen.authUrl, ["https://chat.qwen.ai"]],
    ["iflow", iflow.baseUrl, ["https://apis.iflow.cn/v1"]],
    ["iflow", iflow.authUrl, ["https://iflow.cn"]],
    ["kimi", kimi.baseUrl, ["https://api.kimi.com/coding"]],
    ["kimi", kimi.authUrl, ["https://auth.kimi.com"]],
    ["xai", xai.baseUrl, ["https://api.x.ai/v1", "https://cli-chat-proxy.grok.com/v1"]],
    ["xai", xai.authUrl, ["https://auth.x.ai"]],
  ];
  return rows.flatMap(([provider, configured, addresses]) =>
    addresses.map((known) => ({ provider, known, configured: configured === addresses[0] ? known : configured })),
  );
}

const VERTEX = "https://aiplatform.googleapis.com";

/** Panels ask all three, one after the other (cpa-manager facts 3.4). */
const ANTIGRAVITY: Known = [
  "https://daily-cloudcode-pa.googleapis.com",
  "https://cloudcode-pa.googleapis.com",
  "https://daily-cloudcode-pa.sandbox.googleapis.com",
];

export interface Destination {
  readonly url: string;
  /** The account may be known by its token there. */
  readonly isOwn: boolean;
}

/** Whose address is asked for, besides those of all providers. */
export interface CallingAccount {
  readonly provider: ProviderId;
  readonly baseUrl: string | null;
}

/**
 * Where a call to this address goes. One to a provider's address goes to the configured one; of two providers with the
 * same address the account's own counts. `null`: called by nobody in particular.
 */
export function destinationOf(url: URL, account: CallingAccount | null, places: readonly UpstreamPlace[]): Destination {
  const own = places.filter(({ provider }) => provider === account?.provider);
  const base = account?.baseUrl ?? null;
  if (base !== null && restBehind(base, url) !== null) return { url: url.href, isOwn: true };
  for (const { known, configured } of own) {
    const moved = movedTo(url, known, configured);
    if (moved !== null) return { url: moved, isOwn: true };
    if (restBehind(configured, url) !== null) return { url: url.href, isOwn: true };
  }
  for (const { known, configured } of places) {
    const moved = movedTo(url, known, configured);
    if (moved !== null) return { url: moved, isOwn: false };
  }
  return { url: url.href, isOwn: false };
}

/** null where the address does not lead to this place. What lies beside the place's path is at its host all the same. */
function movedTo(url: URL, known: string, configured: string): string | null {
  const place = new URL(known.replace("{region}", REGION.exec(url.host)?.[1] ?? "none"));
  if (url.origin !== place.origin) return null;
  if (configured === known) return url.href;
  const rest = restBehind(place.href, url);
  return rest === null ? `${new URL(configured).origin}${url.pathname}${url.search}` : `${configured}${rest}`;
}

const REGION = /^([a-z0-9-]+)-aiplatform\.googleapis\.com$/;

/** What follows the base address, query included; null where the address does not hang under it. */
function restBehind(base: string, url: URL): string | null {
  const start = base.replace(/\/+$/, "");
  if (!URL.canParse(start) || new URL(start).origin !== url.origin) return null;
  const path = new URL(start).pathname.replace(/\/+$/, "");
  const isUnder = url.pathname === path || url.pathname.startsWith(`${path}/`);
  return isUnder ? `${url.pathname.slice(path.length)}${url.search}` : null;
}
