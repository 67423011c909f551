// Who takes part: those that serve now, unless they are taken out; others, where they are taken in.

import { useId, useState } from "react";

import type { Account } from "../../lib/accounts-query.ts";
import { cx } from "../../lib/cx.ts";
import { useText } from "../../lib/i18n.ts";
import { maskText, useMasked } from "../../lib/mask.ts";
import { withPlan } from "../../lib/plan-name.ts";
import { providerName } from "../../lib/provider-name.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { INPUT_CLASS } from "../../ui/field.tsx";
import { mayServe } from "./may-serve.ts";
import { SIMULATOR_TEXT } from "./messages.ts";
import type { SimulatorSearch } from "./simulator-search.ts";
import { takesPart, toggled } from "./wish.ts";

/** Of many accounts the others are found by their name. */
const MOST_SHOWN = 100;
const FEW = 8;

export interface AccountPickerProps {
  readonly search: SimulatorSearch;
  readonly accounts: readonly Account[];
  readonly onChange: (change: Partial<SimulatorSearch>) => void;
}

export function AccountPicker({ search, accounts, onChange }: AccountPickerProps) {
  const t = useText();
  const id = useId();
  const [wanted, setWanted] = useState("");
  const word = wanted.trim().toLowerCase();
  const found = accounts.filter((one) => word === "" || one.display_name.toLowerCase().includes(word));
  const isChanged = search.with !== undefined || search.without !== undefined;
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="sr-only">{t(SIMULATOR_TEXT.accounts)}</legend>
      <div className="flex h-7 items-center gap-2">
        <span aria-hidden id={id} className="text-sm font-medium">
          {t(SIMULATOR_TEXT.accounts)}
        </span>
        <span className="grow text-xs text-soft">
          {t(SIMULATOR_TEXT.accountsNote, {
            count: accounts.filter((one) => takesPart(search, one)).length,
            total: accounts.length,
          })}
        </span>
        {isChanged && (
          <Button size="small" kind="quiet" onClick={() => onChange({ with: undefined, without: undefined })}>
            {t(SIMULATOR_TEXT.asNow)}
          </Button>
        )}
      </div>
      {accounts.length > FEW && (
        <input
          type="search"
          aria-label={t(SIMULATOR_TEXT.searchAccounts)}
          placeholder={t(SIMULATOR_TEXT.searchAccounts)}
          value={wanted}
          onChange={({ target }) => setWanted(target.value)}
          className={cx(INPUT_CLASS, "h-8 text-xs")}
        />
      )}
      <div className="max-h-48 overflow-y-auto rounded-lg border">
        {found.slice(0, MOST_SHOWN).map((account) => (
          <AccountRow
            key={account.account_id}
            account={account}
            isIn={takesPart(search, account)}
            onToggle={() => onChange(toggled(search, account))}
          />
        ))}
        {found.length === 0 && (
          <p className="px-3 py-4 text-center text-xs text-soft">
            {t(accounts.length === 0 ? SIMULATOR_TEXT.noAccounts : SIMULATOR_TEXT.noMatch)}
          </p>
        )}
        {found.length > MOST_SHOWN && (
          <p className="px-3 py-2 text-xs text-soft">{t(SIMULATOR_TEXT.more, { count: found.length - MOST_SHOWN })}</p>
        )}
      </div>
    </fieldset>
  );
}

interface AccountRowProps {
  readonly account: Account;
  readonly isIn: boolean;
  readonly onToggle: () => void;
}

function AccountRow({ account, isIn, onToggle }: AccountRowProps) {
  const t = useText();
  const masked = useMasked();
  const label = masked ? maskText(account.display_name) : account.display_name;
  return (
    <label className="flex cursor-pointer items-center gap-2.5 border-b px-3 py-1.5 text-sm last:border-b-0 hover:bg-sunken">
      <input
        type="checkbox"
        checked={isIn}
        onChange={onToggle}
        aria-label={t(SIMULATOR_TEXT.takesPart, { account: label })}
        className="size-4 shrink-0 accent-accent"
      />
      <span className="min-w-0 grow truncate">{label}</span>
      {!mayServe(account) && <Badge tone="warn">{t(SIMULATOR_TEXT.notServing)}</Badge>}
      <span className="shrink-0 text-xs text-soft">{withPlan(providerName(account.provider), account.plan_type)}</span>
    </label>
  );
}
