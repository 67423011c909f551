// What a Claude sign-in may ask about itself: usage and profile.

import { answer } from "../serve/answer.ts";
import type { Endpoint } from "../serve/world.ts";
import { admitAccount } from "./admit.ts";
import { type AnthropicMember, organizationName } from "./member.ts";
import { oauthUsageBody } from "./usage.ts";

/** GET /api/oauth/usage */
export const oauthUsage: Endpoint = (world, visit) => {
  const member = admitAccount(world, visit);
  if ("kind" in member) return answer(world, visit, member.answer);
  return answer(world, visit, { body: member.usage === null ? {} : oauthUsageBody(member.usage) });
};

/** GET /api/oauth/profile */
export const oauthProfile: Endpoint = (world, visit) => {
  const member = admitAccount(world, visit);
  if ("kind" in member) return answer(world, visit, member.answer);
  const { email, accountId } = member.handle;
  const name = email.split("@")[0] ?? email;
  const account = {
    uuid: accountId,
    full_name: name,
    display_name: name,
    email,
    has_claude_max: member.plan === "max",
    has_claude_pro: member.plan === "pro",
  };
  return answer(world, visit, { body: { account, organization: organization(member) } });
};

/** GET /api/oauth/claude_cli/roles */
export const oauthRoles: Endpoint = (world, visit) => {
  const member = admitAccount(world, visit);
  if ("kind" in member) return answer(world, visit, member.answer);
  const name = organizationName(member.handle.email);
  return answer(world, visit, {
    body: { organization_role: "admin", workspace_role: null, organization_name: name },
  });
};

function organization(member: AnthropicMember): Record<string, unknown> {
  return {
    uuid: member.organizationId,
    name: organizationName(member.handle.email),
    organization_type: `claude_${member.plan}`,
    billing_type: "stripe_subscription",
    rate_limit_tier: member.plan === "max" ? "default_claude_max_20x" : "default_claude_ai",
    has_extra_usage_enabled: false,
  };
}
