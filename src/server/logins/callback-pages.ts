// `/<provider>/callback` on the gateway's own port: where a browser can be sent by hand, or by a proxy, that does not run on
// this computer. No key is asked for: who does not know the state of a sign-in that waits gets nowhere.

import type { LoginFlows } from "../../logins/flows/login-flows.ts";
import { callbackOf } from "../../logins/flows/read-callback.ts";
import { loginPage } from "./login-page.ts";

/** The names are the contract's. */
const PROVIDERS: ReadonlyMap<string, string> = new Map([
  ["/anthropic/callback", "claude"],
  ["/codex/callback", "codex"],
  ["/google/callback", "gemini-cli"],
  ["/iflow/callback", "iflow"],
  ["/antigravity/callback", "antigravity"],
]);

/** The page, or null where the address is another door's. */
export function createCallbackPages(
  flows: Pick<LoginFlows, "takeCallback">,
): (request: Request) => Promise<Response> | null {
  return (request) => {
    // Looked at for every request of the data plane as well.
    if (request.method !== "GET" || !request.url.includes("/callback")) return null;
    const { pathname, searchParams } = new URL(request.url);
    const provider = PROVIDERS.get(pathname);
    return provider === undefined ? null : loginPage(flows.takeCallback(callbackOf(searchParams), provider));
  };
}
