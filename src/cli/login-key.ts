// A key becomes an account. It is read unseen and stands in its auth file, nowhere else.

import type { AccountId, ProviderId } from "../domain/ids.ts";
import { CliFailure, type CliDeps } from "./deps.ts";
import type { LoginSituation } from "./login-command.ts";
import type { LoginFlags } from "./login-wish.ts";

/** Throws CliFailure where it cannot be taken in. OpenAI is asked whose it is. */
export async function takeKey(provider: ProviderId, { deps, hands, flags }: LoginSituation): Promise<AccountId> {
  const { baseUrl, name } = flags;
  if (provider === "openai-compatibility" && (baseUrl === undefined || name === undefined)) {
    throw new CliFailure("a compatible upstream needs --base-url and --name", null, { code: "base_url_missing" });
  }
  const key = await readKey(deps, flags);
  const named = { ...(baseUrl === undefined ? {} : { base_url: baseUrl }), ...(name === undefined ? {} : { name }) };
  const added = await hands.folder.add({ type: provider, api_key: key, ...named });
  if (added.kind === "skipped") throw new CliFailure(`the key was not taken in: ${added.reason}`);
  return added.account.id;
}

async function readKey({ input, out }: CliDeps, { json }: LoginFlags): Promise<string> {
  const key = (input.isTerminal && out.isTerminal && json !== true ? await typed() : await input.text()).trim();
  if (key === "") throw new CliFailure("no key was given", "pipe it in, or type it at the prompt", { code: "no_key" });
  if (/\s/.test(key)) throw new CliFailure("that is no key: there is white space in it", null, { code: "no_key" });
  return key;
}

async function typed(): Promise<string> {
  const { isCancel, password } = await import("@clack/prompts");
  const key = await password({ message: "The key (nothing of it is shown):", mask: "" });
  if (isCancel(key)) throw new CliFailure("nothing was changed", null, { code: "cancelled" });
  return key;
}
