// From what was typed to the sign-in that is meant: whose, and by which way.

import type { ProviderId } from "../domain/ids.ts";
import type { LoginOffer } from "../logins/login-offers.ts";
import { CliFailure, type CliDeps } from "./deps.ts";
import type { PlaceFlags } from "./with-hands.ts";

export interface LoginFlags extends PlaceFlags {
  readonly choose?: boolean;
  readonly device?: boolean;
  readonly paste?: boolean;
  /** False with --no-browser. */
  readonly browser: boolean;
  readonly apiKey?: boolean;
  readonly baseUrl?: string;
  readonly name?: string;
  readonly project?: string;
  readonly alias?: string;
  readonly json?: boolean;
}

export type WantedLogin =
  | { readonly kind: "key"; readonly provider: ProviderId }
  | { readonly kind: "sign-in"; readonly offer: LoginOffer; readonly flow: "browser" | "device" };

/** Whose keys become accounts of their own. */
const WITH_KEYS: readonly ProviderId[] = ["codex", "claude", "gemini", "vertex", "kimi", "xai", "openai-compatibility"];

/** What people call them. */
const OTHER_NAMES: ReadonlyMap<string, ProviderId> = new Map([
  ["openai", "codex"],
  ["chatgpt", "codex"],
  ["anthropic", "claude"],
  ["claude-code", "claude"],
  ["google", "gemini-cli"],
  ["grok", "xai"],
  ["moonshot", "kimi"],
]);

interface Context {
  readonly deps: Pick<CliDeps, "input" | "out">;
  readonly offers: readonly LoginOffer[];
  readonly flags: LoginFlags;
}

/** Throws CliFailure. */
export async function wantedLogin(asked: string | null, { deps, offers, flags }: Context): Promise<WantedLogin> {
  const isKey = flags.apiKey === true;
  const offered = isKey ? WITH_KEYS : offers.map(({ provider }) => provider);
  const named = asked === null ? "codex" : (OTHER_NAMES.get(asked.toLowerCase()) ?? asked.toLowerCase());
  const isAsking = deps.input.isTerminal && deps.out.isTerminal && flags.json !== true;
  const isOpen = flags.choose === true || !offered.includes(named);
  const provider = isOpen && isAsking ? await choose(offered, offers) : named;
  if (!offered.includes(provider)) throw notOffered(provider, offered, isKey);
  const offer = offers.find((one) => one.provider === provider);
  if (isKey || offer === undefined) return { kind: "key", provider };
  return { kind: "sign-in", offer, flow: flowOf(offer, flags) };
}

function flowOf(offer: LoginOffer, { device, paste }: LoginFlags): "browser" | "device" {
  const [usual = "browser"] = offer.flows;
  const flow = device === true ? "device" : paste === true ? "browser" : usual;
  if (!offer.flows.includes(flow)) {
    const other = flow === "device" ? "in a browser alone" : "by a code alone (--device)";
    throw new CliFailure(`${offer.name} signs in ${other}`, null, { code: "flow_not_offered" });
  }
  if (flow === "browser" && offer.warning !== null) {
    throw new CliFailure(
      `${offer.name} cannot be signed in to yet. ${offer.warning}`,
      `e.g. \`switchyard config set oauth-clients.${offer.provider}.client-secret -\` and paste it`,
      { code: "oauth_client_missing" },
    );
  }
  return flow;
}

async function choose(offered: readonly ProviderId[], offers: readonly LoginOffer[]): Promise<ProviderId> {
  const { isCancel, select } = await import("@clack/prompts");
  const options = offered.map((provider) => {
    const offer = offers.find((one) => one.provider === provider);
    return { value: provider, label: offer?.name ?? provider, ...(offer?.note ? { hint: offer.note } : {}) };
  });
  const chosen = await select({ message: "Sign in to which provider?", options, maxItems: 12 });
  if (isCancel(chosen)) throw new CliFailure("nothing was chosen, nothing was changed", null, { code: "cancelled" });
  return chosen;
}

function notOffered(provider: string, offered: readonly ProviderId[], isKey: boolean): CliFailure {
  const words = isKey ? `there are no keys of '${provider}'` : `there is no sign-in to '${provider}'`;
  const hasKeys = !isKey && WITH_KEYS.includes(provider);
  const hint = hasKeys ? "it has keys: add --api-key" : `one of ${offered.join(", ")}`;
  return new CliFailure(words, hint, { code: "unknown_provider", candidates: offered });
}
