// How many accounts may serve, rest, are disabled, need somebody: those that there are.

import { useText } from "../../lib/i18n.ts";
import { Badge, type Tone } from "../../ui/badge.tsx";
import { TEXT } from "./messages.ts";
import type { Provider } from "./providers-query.ts";

const STATES: readonly (readonly ["usable" | "cooling" | "paused" | "out", Tone])[] = [
  ["usable", "good"],
  ["cooling", "warn"],
  ["paused", "plain"],
  ["out", "bad"],
];

export function AccountCounts({ accounts }: { readonly accounts: Provider["accounts"] }) {
  const t = useText();
  return (
    <span className="flex flex-wrap gap-1">
      {STATES.filter(([state]) => accounts[state] > 0).map(([state, tone]) => (
        <Badge key={state} tone={tone}>
          {t(TEXT[state], { count: accounts[state] })}
        </Badge>
      ))}
    </span>
  );
}
