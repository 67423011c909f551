// Anthropic under /anthropic: api.anthropic.com, platform.claude.com and claude.com in one.

import { namesOfMember } from "../accounts/realm.ts";
import type { Endpoint, Upstream } from "../serve/world.ts";
import { oauthProfile, oauthRoles, oauthUsage } from "./account-doors.ts";
import { callerOf } from "./credential.ts";
import { anthropicEnvelope } from "./errors.ts";
import { countTokens, messages } from "./messages.ts";
import { anthropicModel, anthropicModels } from "./models.ts";
import { claudeAuthorize, claudeCodePage, claudeToken } from "./sign-in.ts";

const ROUTES: Readonly<Record<string, Endpoint>> = {
  "POST /v1/messages": messages,
  "POST /v1/messages/count_tokens": countTokens,
  "GET /v1/models": anthropicModels,
  "GET /api/oauth/usage": oauthUsage,
  "GET /api/oauth/profile": oauthProfile,
  "GET /api/oauth/claude_cli/roles": oauthRoles,
  "POST /v1/oauth/token": claudeToken,
  "GET /oauth/authorize": claudeAuthorize,
  "GET /cai/oauth/authorize": claudeAuthorize,
  "GET /oauth/code/callback": claudeCodePage,
};

export const anthropic: Upstream = {
  prefix: "/anthropic",
  envelope: anthropicEnvelope,
  namesOf: (world, request) => namesOfMember(callerOf(world, request)),
  route(method, path) {
    const isModel = method === "GET" && path.startsWith("/v1/models/");
    return ROUTES[`${method} ${path}`] ?? (isModel ? anthropicModel : null);
  },
};
