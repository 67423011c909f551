// What is left in an account's windows, each with its reset.

import { windowText } from "../../lib/format.ts";
import { type Text, useText } from "../../lib/i18n.ts";
import { QuotaBar } from "../../ui/quota-bar.tsx";
import { Time } from "../../ui/time.tsx";
import type { Account } from "./accounts-query.ts";
import { TEXT } from "./messages.ts";

type Shown = Pick<
  Account,
  | "usage"
  | "reset_at_primary"
  | "reset_at_secondary"
  | "window_minutes_primary"
  | "window_minutes_secondary"
  | "quota_observed_at"
  | "plan_type"
>;

export function AccountWindows({ account }: { readonly account: Shown }) {
  const t = useText();
  const windows = windowsOf(account);
  if (windows.length === 0) {
    return <p className="text-xs text-soft">{t(noWindowsText(account))}</p>;
  }
  return (
    <div className="flex flex-col gap-1">
      {windows.map(({ label, remaining, resetAt }) => (
        <div key={label} className="grid grid-cols-[1fr_4.5rem] items-center gap-2">
          <QuotaBar label={label} remaining={remaining} />
          <span className="truncate text-right text-xs text-soft">{resetAt !== null && <Time at={resetAt} />}</span>
        </div>
      ))}
    </div>
  );
}

function noWindowsText({ plan_type, quota_observed_at }: Shown): Text {
  if (plan_type === "api_key") return TEXT.paidByUse;
  return quota_observed_at === null ? TEXT.notSeen : TEXT.noWindows;
}

export interface ShownWindow {
  /** `5 h`, `7 d` */
  readonly label: string;
  readonly remaining: number | null;
  readonly resetAt: string | null;
}

/** The windows that it has, the short one first. */
export function windowsOf(account: Shown): readonly ShownWindow[] {
  const all = [
    {
      minutes: account.window_minutes_primary,
      remaining: account.usage.primary_remaining_percent,
      resetAt: account.reset_at_primary,
    },
    {
      minutes: account.window_minutes_secondary,
      remaining: account.usage.secondary_remaining_percent,
      resetAt: account.reset_at_secondary,
    },
  ];
  return all.flatMap(({ minutes, remaining, resetAt }) =>
    minutes === null ? [] : [{ label: windowText(minutes), remaining, resetAt }],
  );
}
