// What an account pays with, as people say it: plans have their vendors' names, the two words of our own are translated.

import { useText } from "../../lib/i18n.ts";
import { PLAN_TEXT } from "./messages.ts";

export function usePlanText(): (plan: string) => string {
  const t = useText();
  return (plan) => (plan === "api_key" || plan === "unknown" ? t(PLAN_TEXT[plan]) : plan);
}
