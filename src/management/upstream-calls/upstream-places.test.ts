// Whose address is it, and where does a call to it go: the rule that keeps tokens with their own providers.

import { describe, expect, test } from "bun:test";

import { stringify } from "yaml";

import { parseConfig } from "../../config/parse-config.ts";
import { gatewayConfig } from "../../sandbox/gateway-config.ts";
import {
  type CallingAccount,
  type Destination,
  destinationOf,
  type UpstreamPlace,
  upstreamPlaces,
} from "./upstream-places.ts";

const SANDBOX = "http://127.0.0.1:4000";

function placesWith(config: object): readonly UpstreamPlace[] {
  const parsed = parseConfig(stringify(config), "config.yaml");
  if (parsed.kind !== "ok") throw new Error("the configuration is not valid");
  return upstreamPlaces(parsed.config.upstreams);
}

const usual = placesWith({});
const moved = placesWith(gatewayConfig(SANDBOX));

function account(provider: string, baseUrl: string | null = null): CallingAccount {
  return { provider, baseUrl };
}

function of(url: string, who: CallingAccount | null, places = usual): Destination {
  return destinationOf(new URL(url), who, places);
}

describe("with the usual upstreams", () => {
  test.each([
    ["https://chatgpt.com/backend-api/wham/usage", "codex"],
    ["https://auth.openai.com/oauth/token", "codex"],
    ["https://api.openai.com/v1/me?x=1", "codex"],
    ["https://CHATGPT.com:443/api/auth", "codex"],
    ["https://api.anthropic.com/api/oauth/usage", "claude"],
    ["https://console.anthropic.com/v1/oauth/token", "claude"],
    ["https://generativelanguage.googleapis.com/v1beta/models", "gemini"],
    ["https://cloudcode-pa.googleapis.com/v1internal:loadCodeAssist", "gemini-cli"],
    ["https://cloudcode-pa.googleapis.com/v1internal:loadCodeAssist", "antigravity"],
    ["https://daily-cloudcode-pa.sandbox.googleapis.com/v1internal:x", "antigravity"],
    ["https://us-east5-aiplatform.googleapis.com/v1/projects", "vertex"],
    ["https://aiplatform.googleapis.com/v1/projects", "vertex"],
    ["https://portal.qwen.ai/v1/models", "qwen"],
    ["https://apis.iflow.cn/v1/models", "iflow"],
    ["https://api.kimi.com/coding/v1/usages", "kimi"],
    ["https://cli-chat-proxy.grok.com/v1/billing?format=credits", "xai"],
  ])("%s is %s's own and stays where it is", (url, provider) => {
    expect(of(url, account(provider))).toEqual({ url: new URL(url).href, isOwn: true });
  });

  test.each([
    ["https://evil.example/backend-api", "codex"],
    ["http://chatgpt.com/backend-api/wham/usage", "codex"],
    ["https://chatgpt.com:8443/backend-api", "codex"],
    ["https://chatgpt.com.evil.example/backend-api", "codex"],
    ["https://chatgpt.com./backend-api", "codex"],
    ["https://evil.example/?u=https://chatgpt.com/backend-api", "codex"],
    ["https://api.anthropic.com/v1/models", "codex"],
    ["https://chatgpt.com/backend-api/wham/usage", "claude"],
    ["https://us-east5-aiplatform.googleapis.com.evil.example/v1", "vertex"],
    ["https://evil.example-aiplatform.googleapis.com/v1", "vertex"],
    ["https://api.openai.com/v1/models", "openai-compatibility"],
  ])("%s is not %s's own", (url, provider) => {
    expect(of(url, account(provider)).isOwn).toBe(false);
  });

  test("an account's own base address is its own, and nothing beside it", () => {
    const relay = account("openai-compatibility", "https://relay.example/openai/v1");
    expect(of("https://relay.example/openai/v1/models", relay).isOwn).toBe(true);
    expect(of("https://relay.example/openai/v1", relay).isOwn).toBe(true);
    expect(of("https://relay.example/openai/v11", relay).isOwn).toBe(false);
    expect(of("https://relay.example/openai/v1/../../x", relay).isOwn).toBe(false);
    expect(of("http://relay.example/openai/v1/models", relay).isOwn).toBe(false);
  });
});

describe("with upstreams of the operator's", () => {
  test.each([
    ["https://chatgpt.com/backend-api/wham/usage?a=1", "codex", `${SANDBOX}/backend-api/wham/usage?a=1`],
    ["https://chatgpt.com/backend-apix", "codex", `${SANDBOX}/backend-apix`],
    ["https://api.anthropic.com/api/oauth/usage", "claude", `${SANDBOX}/anthropic/api/oauth/usage`],
    ["https://console.anthropic.com/v1/x", "claude", `${SANDBOX}/anthropic/v1/x`],
    ["https://cloudcode-pa.googleapis.com/v1internal:x", "antigravity", `${SANDBOX}/google/v1internal:x`],
    ["https://us-east5-aiplatform.googleapis.com/v1/p", "vertex", `${SANDBOX}/google/v1/p`],
    ["https://cli-chat-proxy.grok.com/v1/billing", "xai", `${SANDBOX}/xai/v1/billing`],
    [`${SANDBOX}/anthropic/v1/models`, "claude", `${SANDBOX}/anthropic/v1/models`],
  ])("%s of %s goes to %s", (url, provider, goesTo) => {
    expect(of(url, account(provider), moved)).toEqual({ url: goesTo, isOwn: true });
  });

  test("nobody's call to a vendor goes to the operator's address as well", () => {
    expect(of("https://api.anthropic.com/v1/models", null, moved)).toEqual({
      url: `${SANDBOX}/anthropic/v1/models`,
      isOwn: false,
    });
    expect(of("https://other.example/v1", null, moved)).toEqual({ url: "https://other.example/v1", isOwn: false });
  });

  test("an account's token stays out of another provider's corner of the same host", () => {
    expect(of(`${SANDBOX}/anthropic/v1/models`, account("kimi"), moved).isOwn).toBe(false);
    expect(of(`${SANDBOX}/google/v1`, account("claude"), moved).isOwn).toBe(false);
  });
});
