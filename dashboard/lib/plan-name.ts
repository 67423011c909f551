// What an account's plan is called where people read it.

import { say, type Text } from "./i18n.ts";

const API_KEY: Text = { en: "API key", zh: "API 密钥" };

/** null where nobody knows it. */
export function planName(plan: string | null): string | null {
  if (plan === null || plan === "unknown") return null;
  return plan === "api_key" ? say(API_KEY) : plan;
}

/** `Codex · plus`, or the provider alone. */
export function withPlan(provider: string, plan: string | null): string {
  const name = planName(plan);
  return name === null ? provider : `${provider} · ${name}`;
}
