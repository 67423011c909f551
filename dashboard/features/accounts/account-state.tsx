// Whether an account serves, and if not: what is the matter, in the upstream's own words, and until when.

import { Ban, CircleCheck, CirclePause, Hourglass, type LucideIcon } from "lucide-react";

import { failureText } from "../../lib/gateway-words.ts";
import { type Text, useText } from "../../lib/i18n.ts";
import { Badge } from "../../ui/badge.tsx";
import { Time } from "../../ui/time.tsx";
import { useAccountCommands } from "./account-commands.ts";
import type { Account } from "./accounts-query.ts";
import { type Standing, STANDING_TONES, standingOf } from "./account-standing.ts";
import { accountLinks } from "./links.ts";
import { PROBLEM_TEXT, STANDING_TEXT, TEXT } from "./messages.ts";

const ICONS: Readonly<Record<Standing, LucideIcon>> = {
  usable: CircleCheck,
  resting: Hourglass,
  needs_you: Ban,
  paused: CirclePause,
};

type Judged = Pick<Account, "paused" | "paused_by" | "status" | "problem">;

export function StateBadge({ account }: { readonly account: Judged }) {
  const t = useText();
  const standing = standingOf(account);
  const Icon = ICONS[standing];
  return (
    <Badge tone={STANDING_TONES[standing]} icon={<Icon aria-hidden className="size-3 shrink-0" />}>
      {t(wordsFor(account))}
    </Badge>
  );
}

function wordsFor(account: Judged): Text {
  const { paused, paused_by, problem } = account;
  if (paused) return paused_by === "inspection" ? TEXT.pausedByInspection : STANDING_TEXT.paused;
  return problem === null ? STANDING_TEXT[standingOf(account)] : PROBLEM_TEXT[problem.kind];
}

export function AccountState({ account }: { readonly account: Account }) {
  const t = useText();
  const { mayChange } = useAccountCommands();
  const { problem, in_flight, kind } = account;
  const isDead = standingOf(account) === "needs_you";
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
      {mayChange && isDead && kind === "login" && (
        <a
          className="text-xs font-medium text-accent underline underline-offset-2"
          href={accountLinks.signInAgain(account.account_id)}
        >
          {t(TEXT.signInAgain)}
        </a>
      )}
    </div>
  );
}
