// What plans are called where people read it: the upstream's own word, but for those that are none.

import { say, type Text } from "./i18n.ts";

const NAMES: Readonly<Record<string, Text>> = {
  api_key: { en: "API key", zh: "API 密钥" },
  unknown: { en: "plan unknown", zh: "套餐未知" },
};

export function planName(plan: string): string {
  const known = NAMES[plan];
  return known === undefined ? plan : say(known);
}
