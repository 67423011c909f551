// Which accounts may serve a key: all, or chosen ones.

import { useState } from "react";
import { Controller, useFormContext } from "react-hook-form";

import { type Account, useAccounts } from "../../lib/accounts-query.ts";
import { useText } from "../../lib/i18n.ts";
import { providerName } from "../../lib/provider-name.ts";
import { Checkbox } from "../../ui/checkbox.tsx";
import { Field, TextInput } from "../../ui/field.tsx";
import { Private } from "../../ui/private.tsx";
import { Select } from "../../ui/select.tsx";
import type { KeyForm } from "./key-form.ts";
import { FORM_TEXT } from "./messages.ts";

/** More are not looked through by eye: they are searched. */
const MOST_SHOWN = 50;

export function AccountsField() {
  const t = useText();
  const { control, watch, formState } = useFormContext<KeyForm>();
  const mode = watch("accountsMode");
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <Field label={t(FORM_TEXT.accounts)} error={formState.errors.accounts?.message}>
        <Controller
          control={control}
          name="accountsMode"
          render={({ field }) => (
            <Select
              value={field.value}
              onChange={field.onChange}
              options={[
                { value: "all", label: t(FORM_TEXT.allAccounts) },
                { value: "some", label: t(FORM_TEXT.someAccounts) },
              ]}
            />
          )}
        />
      </Field>
      <Controller
        control={control}
        name="accounts"
        rules={{
          validate: (chosen, { accountsMode }) => accountsMode === "all" || chosen.length > 0 || t(FORM_TEXT.chooseOne),
        }}
        render={({ field }) =>
          mode === "all" ? <></> : <AccountList chosen={field.value} onChange={field.onChange} />
        }
      />
    </div>
  );
}

function AccountList({
  chosen,
  onChange,
}: {
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}) {
  const t = useText();
  const { data: accounts = [] } = useAccounts();
  const [wanted, setWanted] = useState("");
  const found = accounts.filter((account) => nameOf(account).toLowerCase().includes(wanted.trim().toLowerCase()));
  const toggle = (id: string, isChosen: boolean): void =>
    onChange(isChosen ? [...chosen, id] : chosen.filter((one) => one !== id));
  return (
    <div className="flex min-w-0 flex-col gap-1 rounded-lg border p-2">
      <TextInput
        type="search"
        aria-label={t(FORM_TEXT.findAccount)}
        placeholder={t(FORM_TEXT.findAccount)}
        value={wanted}
        onChange={(event) => setWanted(event.currentTarget.value)}
      />
      <ul className="max-h-44 overflow-y-auto" tabIndex={0} aria-label={t(FORM_TEXT.accounts)}>
        {found.slice(0, MOST_SHOWN).map((account) => (
          <li key={account.account_id}>
            <label className="flex items-center gap-2 rounded px-1 py-1 text-sm hover:bg-sunken">
              <Checkbox
                label={nameOf(account)}
                checked={chosen.includes(account.account_id)}
                onChange={(isChosen) => toggle(account.account_id, isChosen)}
              />
              <Private className="min-w-0 truncate">{nameOf(account)}</Private>
              <span className="ml-auto shrink-0 text-xs text-soft">{providerName(account.provider)}</span>
            </label>
          </li>
        ))}
      </ul>
      <p className="text-xs text-soft">
        {t(FORM_TEXT.chosen, { count: chosen.length })}
        {found.length > MOST_SHOWN && ` · ${t(FORM_TEXT.moreMatches, { count: found.length - MOST_SHOWN })}`}
        {found.length === 0 && ` · ${t(FORM_TEXT.noMatches)}`}
      </p>
    </div>
  );
}

function nameOf({ display_name: name, email, account_id: id }: Account): string {
  return name || email || id;
}
