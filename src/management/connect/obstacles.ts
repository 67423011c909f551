// What would keep a connected client from asking the gateway all the same: settings that count more than ours. Pure.

import type { ClientId, Wish } from "./client-settings.ts";
import { valueAt } from "./setting.ts";

export interface ObstacleFacts {
  readonly client: ClientId;
  readonly wish: Wish;
  /** What the client's files say, together. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Sentences for people. */
export function obstacles({ client, wish, values, env }: ObstacleFacts): readonly string[] {
  switch (client) {
    case "codex":
      return codexProfile(values);
    case "claude":
      return [
        ...(values["apiKeyHelper"] === undefined
          ? []
          : ["apiKeyHelper in these settings gives Claude Code another key: take it out"]),
        ...withoutClaudeModels(wish),
      ];
    case "gemini":
      return ["GOOGLE_GEMINI_BASE_URL", "GEMINI_API_KEY"]
        .filter((name) => (env[name] ?? "") !== "" && env[name] !== values[name])
        .map((name) => `${name} is set in this shell, which counts more than Gemini CLI's files: unset it`);
    case "opencode":
      return [];
  }
}

function codexProfile(values: Readonly<Record<string, unknown>>): readonly string[] {
  const { profile } = values;
  if (typeof profile !== "string") return [];
  const provider = valueAt(values, ["profiles", profile, "model_provider"]);
  return typeof provider !== "string" || provider === "switchyard"
    ? []
    : [`the profile ${profile}, which is in use, names the provider ${provider}: take that out`];
}

function withoutClaudeModels({ model, models }: Wish): readonly string[] {
  const lacks = models.length > 0 && model === null && !models.some((name) => name.includes("claude"));
  return lacks ? ["the gateway serves no Claude model: name another one with --model"] : [];
}
