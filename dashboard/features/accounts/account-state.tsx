// Whether an account serves, and if not: what is the matter, in the upstream's own words, and until when.

import { Ban, CircleCheck, CirclePause, Hourglass, type LucideIcon } from "lucide-react";

import { failureText } from "../../lib/gateway-words.ts";
import { useText } from "../../lib/i18n.ts";
import { Badge } from "../../ui/badge.tsx";
import { Time } from "../../ui/time.tsx";
import type { Account } from "./accounts-query.ts";
import { type Standing, STANDING_TONES, standingOf } from "./account-standing.ts";
import { PROBLEM_TEXT, STANDING_TEXT, TEXT } from "./messages.ts";

const ICONS: Readonly<Record<Standing, LucideIcon>> = {
  usable: CircleCheck,
  resting: Hourglass,
  needs_you: Ban,
  paused: CirclePause,
};

type Shown = Pick<Account, "paused" | "status" | "problem" | "in_flight">;

export function StateBadge({ account }: { readonly account: Shown }) {
  const t = useText();
  const standing = standingOf(account);
  const Icon = ICONS[standing];
  const text =
    account.problem === null || account.paused ? STANDING_TEXT[standing] : PROBLEM_TEXT[account.problem.kind];
  return (
    <Badge tone={STANDING_TONES[standing]} icon={<Icon aria-hidden className="size-3 shrink-0" />}>
      {t(text)}
    </Badge>
  );
}

export function AccountState({ account }: { readonly account: Shown }) {
  const t = useText();
  const { problem, in_flight } = account;
  return (
    <div className="flex min-w-0 flex-col items-start gap-0.5">
      <div className="flex max-w-full flex-wrap items-center gap-1.5">
        <StateBadge account={account} />
        {in_flight > 0 && <span className="text-xs text-soft">{t(TEXT.inFlight, { count: in_flight })}</span>}
      </div>
      {problem !== null && (
        <p className="line-clamp-2 max-w-full text-xs text-soft" title={`${problem.code}: ${problem.reason}`}>
          {problem.until !== null && (
            <>
              <span className="font-medium text-ink">
                <Time at={problem.until} />
              </span>
              {" · "}
            </>
          )}
          {failureText({ code: problem.code, message: problem.reason })}
        </p>
      )}
    </div>
  );
}
