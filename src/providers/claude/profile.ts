// Whose login this is: `GET /api/oauth/profile` tells what Claude Code's own file does not.

import type { UpstreamCall } from "../../wire/upstream-call.ts";
import type { Asking, Identified, JsonRecord } from "../auth-file.ts";
import { proxyUrlOf } from "../shared/auth-file-fields.ts";
import { proxyOf } from "../shared/call-settings.ts";
import { recordAt, textAt } from "../shared/json-fields.ts";
import type { LoginTokens } from "./auth-file.ts";
import type { ClaudeSettings } from "./settings.ts";

export async function identifyLogin(
  { json, tokens }: { readonly json: JsonRecord; readonly tokens: LoginTokens },
  asking: Asking,
  settings: ClaudeSettings,
): Promise<Identified> {
  // A refresh uses the refresh token up, and what it brings would be lost with the first failure after it.
  if (tokens.expiresAt !== null && tokens.expiresAt <= asking.now()) {
    const reason = "its access token has expired; use Claude Code once, which renews it, or sign in here";
    return { kind: "unknown", reason };
  }
  const told = await asking.ask(profileCall({ json, accessToken: tokens.accessToken }, settings));
  if (told.kind === "unknown") return told;
  const fields = readProfile(told.json);
  return fields === null
    ? { kind: "unknown", reason: "the answer of /api/oauth/profile does not tell whose login it is" }
    : { kind: "identified", fields };
}

function profileCall(
  { json, accessToken }: { readonly json: JsonRecord; readonly accessToken: string },
  settings: ClaudeSettings,
): UpstreamCall {
  return {
    method: "GET",
    url: `${settings.baseUrl}/api/oauth/profile`,
    headers: {
      authorization: `Bearer ${accessToken}`,
      "anthropic-beta": "oauth-2025-04-20",
      accept: "application/json",
      "user-agent": settings.userAgent,
    },
    body: null,
    proxyUrl: proxyOf(proxyUrlOf(json), settings),
  };
}

/** `{account:{uuid,email},organization:{uuid,name,organization_type,rate_limit_tier}}`; null where it names nobody. */
export function readProfile(json: JsonRecord): JsonRecord | null {
  const account = recordAt(json, "account") ?? {};
  const organization = recordAt(json, "organization") ?? {};
  const account_uuid = textAt(account, "uuid");
  const organization_uuid = textAt(organization, "uuid");
  const email = (textAt(account, "email") ?? textAt(account, "email_address"))?.toLowerCase() ?? null;
  if (email === null && (account_uuid === null || organization_uuid === null)) return null;
  const told = {
    account_uuid,
    organization_uuid,
    organization_name: textAt(organization, "name"),
    email,
    subscription_type:
      textAt(organization, "organization_type")
        ?.toLowerCase()
        .replace(/^claude_/, "") ?? null,
    rate_limit_tier: textAt(organization, "rate_limit_tier"),
  };
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== null));
}
