// Accounts that do not exist: would one more have helped?

import { Plus, Trash2 } from "lucide-react";

import type { Account } from "../../lib/accounts-query.ts";
import { useText } from "../../lib/i18n.ts";
import { cx } from "../../lib/cx.ts";
import { providerName } from "../../lib/provider-name.ts";
import { Button } from "../../ui/button.tsx";
import { INPUT_CLASS } from "../../ui/field.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Select } from "../../ui/select.tsx";
import { SIMULATOR_TEXT } from "./messages.ts";
import type { NewAccounts } from "./simulator-search.ts";

/** Whose size is known (src/domain/plan-capacity.ts); others never run dry. */
const CODEX_PLANS = ["free", "plus", "team", "business", "edu", "prolite", "pro", "enterprise"];
const MOST_ROWS = 20;
const MOST_OF_A_KIND = 100;

export interface ImaginedAccountsProps {
  readonly added: readonly NewAccounts[];
  readonly accounts: readonly Account[];
  readonly onChange: (added: NewAccounts[] | undefined) => void;
}

export function ImaginedAccounts({ added, accounts, onChange }: ImaginedAccountsProps) {
  const t = useText();
  const providers = [...new Set(["codex", ...accounts.map(({ provider }) => provider)])];
  const set = (rows: readonly NewAccounts[]): void => onChange(rows.length === 0 ? undefined : [...rows]);
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="sr-only">{t(SIMULATOR_TEXT.imagined)}</legend>
      <span aria-hidden className="flex h-7 items-center text-sm font-medium">
        {t(SIMULATOR_TEXT.imagined)}
      </span>
      <p className="text-xs text-soft">{t(SIMULATOR_TEXT.imaginedNote)}</p>
      {added.map((row, index) => (
        <ImaginedRow
          key={index}
          row={row}
          providers={providers}
          onChange={(next) => set(next === null ? added.toSpliced(index, 1) : added.with(index, next))}
        />
      ))}
      {added.length < MOST_ROWS && (
        <Button
          className="self-start"
          icon={<Plus aria-hidden className="size-4" />}
          onClick={() => set([...added, { provider: providers[0] ?? "codex", plan: "plus", count: 1 }])}
        >
          {t(SIMULATOR_TEXT.addRow)}
        </Button>
      )}
    </fieldset>
  );
}

interface ImaginedRowProps {
  readonly row: NewAccounts;
  readonly providers: readonly string[];
  /** null: it is taken out. */
  readonly onChange: (row: NewAccounts | null) => void;
}

function ImaginedRow({ row, providers, onChange }: ImaginedRowProps) {
  const t = useText();
  const plans = row.provider === "codex" ? CODEX_PLANS : [];
  return (
    <div className="flex flex-wrap items-center gap-2">
      <input
        type="number"
        aria-label={t(SIMULATOR_TEXT.count)}
        min={1}
        max={MOST_OF_A_KIND}
        value={row.count}
        onChange={({ target }) => {
          const count = Math.min(MOST_OF_A_KIND, Math.max(1, Math.trunc(target.valueAsNumber)));
          if (Number.isFinite(count)) onChange({ ...row, count });
        }}
        className={cx(INPUT_CLASS, "h-9 w-20")}
      />
      <span aria-hidden className="text-soft">
        ×
      </span>
      <Select
        label={t(SIMULATOR_TEXT.provider)}
        className="w-36"
        value={row.provider}
        options={providers.map((value) => ({ value, label: providerName(value) }))}
        onChange={(provider) => onChange({ ...row, provider, plan: provider === "codex" ? "plus" : "" })}
      />
      {plans.length === 0 ? (
        <span className="text-xs text-soft">{t(SIMULATOR_TEXT.planUnknown)}</span>
      ) : (
        <Select
          label={t(SIMULATOR_TEXT.plan)}
          className="w-32"
          value={row.plan}
          options={plans.map((value) => ({ value, label: value }))}
          onChange={(plan) => onChange({ ...row, plan })}
        />
      )}
      <IconButton label={t(SIMULATOR_TEXT.removeRow)} onClick={() => onChange(null)}>
        <Trash2 aria-hidden className="size-4" />
      </IconButton>
    </div>
  );
}
