// Whose windows a row shows, with the way to the account.

import { Link } from "@tanstack/react-router";

import { useText } from "../../lib/i18n.ts";
import { withPlan } from "../../lib/plan-name.ts";
import { providerName } from "../../lib/provider-name.ts";
import { Badge } from "../../ui/badge.tsx";
import { Private } from "../../ui/private.tsx";
import { STANDING_TEXT } from "./lane-words.ts";
import type { QuotaRow } from "./quota-rows.ts";

const TONES = { paused: "plain", resting: "warn", needs_login: "bad", closed: "bad" } as const;

export function AccountName({ row }: { readonly row: QuotaRow }) {
  const t = useText();
  const { standing } = row;
  return (
    <div className="min-w-0">
      <Link
        to="/accounts"
        search={{ account: row.id }}
        className="block truncate font-medium hover:text-accent hover:underline"
      >
        <Private>{row.label}</Private>
      </Link>
      <p className="flex min-w-0 items-center gap-1.5 text-xs text-soft">
        <span className="truncate">{withPlan(providerName(row.provider), row.plan)}</span>
        {standing !== null && <Badge tone={TONES[standing]}>{t(STANDING_TEXT[standing])}</Badge>}
      </p>
    </div>
  );
}
