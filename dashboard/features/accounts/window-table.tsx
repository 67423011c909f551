// The windows of an account: how much is left, until when, and whether it lasts at today's pace.

import { useForecast } from "../../lib/forecast-query.ts";
import { percentText, wholeNumber, windowText } from "../../lib/format.ts";
import { useText } from "../../lib/i18n.ts";
import { QuotaBar } from "../../ui/quota-bar.tsx";
import { Time } from "../../ui/time.tsx";
import type { AccountDetails } from "./account-query.ts";
import { DRAWER_TEXT } from "./drawer-messages.ts";
import { TEXT } from "./messages.ts";

const WINDOWS = ["primary", "secondary"] as const;

export function WindowTable({ account }: { readonly account: AccountDetails }) {
  const t = useText();
  const shown = WINDOWS.filter((name) => account[`window_minutes_${name}`] !== null);
  if (shown.length === 0) {
    return (
      <p className="text-sm text-soft">
        {t(account.quota_observed_at === null ? DRAWER_TEXT.neverObserved : TEXT.noWindows)}
      </p>
    );
  }
  return (
    <div className="flex flex-col gap-3">
      {shown.map((name) => (
        <WindowLine key={name} account={account} name={name} />
      ))}
      {account.quota_observed_at !== null && (
        <p className="text-xs text-soft">
          {t(DRAWER_TEXT.observed)} <Time past at={account.quota_observed_at} />
        </p>
      )}
    </div>
  );
}

function WindowLine({ account, name }: { readonly account: AccountDetails; readonly name: (typeof WINDOWS)[number] }) {
  const t = useText();
  const forecast = useForecast().data?.accounts.find(({ account_id }) => account_id === account.account_id)?.[name];
  const resetAt = account[`reset_at_${name}`];
  const left = account[`remaining_credits_${name}`];
  const all = account[`capacity_credits_${name}`];
  return (
    <div className="rounded-lg border px-3 py-2.5">
      <QuotaBar
        label={windowText(account[`window_minutes_${name}`] ?? 0)}
        remaining={account.usage[`${name}_remaining_percent`]}
      />
      <p className="flex flex-wrap gap-x-3 pt-1.5 text-xs text-soft">
        {resetAt !== null && (
          <span>
            {t(TEXT.resets)} <Time at={resetAt} />
          </span>
        )}
        {left !== null && all !== null && (
          <span>{t(DRAWER_TEXT.credits, { left: wholeNumber(left), all: wholeNumber(all) })}</span>
        )}
        {forecast?.burn_percent_per_hour != null && (
          <span>{t(DRAWER_TEXT.burn, { percent: percentText(forecast.burn_percent_per_hour, 1) })}</span>
        )}
        {forecast?.runs_dry_at != null && forecast.used_percent < 100 ? (
          <span className="font-medium text-warn">
            {t(DRAWER_TEXT.runsDry)} <Time at={forecast.runs_dry_at} />
          </span>
        ) : (
          forecast?.survives === true && <span>{t(DRAWER_TEXT.lasts)}</span>
        )}
      </p>
    </div>
  );
}
