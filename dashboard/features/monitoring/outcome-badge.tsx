// How a request ended, with its status.

import { CircleCheck, CircleDot, CirclePause, CircleX, OctagonAlert } from "lucide-react";

import { useText } from "../../lib/i18n.ts";
import { Badge, type Tone } from "../../ui/badge.tsx";
import { OUTCOME_TEXT } from "./messages.ts";
import type { Outcome } from "./monitoring-search.ts";

const LOOKS = {
  ok: { tone: "good", icon: CircleCheck },
  error: { tone: "bad", icon: CircleX },
  rate_limit: { tone: "warn", icon: OctagonAlert },
  quota: { tone: "warn", icon: OctagonAlert },
  cancelled: { tone: "plain", icon: CirclePause },
  interrupted: { tone: "plain", icon: CirclePause },
  open: { tone: "accent", icon: CircleDot },
} as const satisfies Readonly<Record<Outcome, { readonly tone: Tone; readonly icon: typeof CircleX }>>;

export function OutcomeBadge({ outcome, status }: { readonly outcome: Outcome; readonly status: number }) {
  const t = useText();
  const { tone, icon: Icon } = LOOKS[outcome];
  return (
    <Badge tone={tone} icon={<Icon aria-hidden className="size-3 shrink-0" />}>
      {t(OUTCOME_TEXT[outcome])}
      {status > 0 && outcome !== "ok" && ` ${status}`}
    </Badge>
  );
}
