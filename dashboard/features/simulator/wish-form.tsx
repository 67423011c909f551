// What shall be different: the stretch, the rules, who takes part. The link carries all of it.

import { Play } from "lucide-react";
import { useId } from "react";

import { cx } from "../../lib/cx.ts";
import { useText } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { INPUT_CLASS } from "../../ui/field.tsx";
import { Select } from "../../ui/select.tsx";
import { Switch } from "../../ui/switch.tsx";
import { ROUTING_STRATEGIES } from "../../../src/domain/strategies.ts";
import type { Account } from "../../lib/accounts-query.ts";
import { AccountPicker } from "./account-picker.tsx";
import { ImaginedAccounts } from "./imagined-accounts.tsx";
import { SIMULATOR_TEXT } from "./messages.ts";
import type { Settings } from "./settings-query.ts";
import { type SimulatorSearch, STRETCHES } from "./simulator-search.ts";
import { isStretch, USUAL_STRETCH } from "./wish.ts";

export interface WishFormProps {
  readonly search: SimulatorSearch;
  readonly settings: Settings;
  readonly accounts: readonly Account[];
  readonly mayRun: boolean;
  readonly isStarting: boolean;
  readonly onChange: (change: Partial<SimulatorSearch>) => void;
  readonly onRun: () => void;
}

export function WishForm({ search, settings, accounts, mayRun, isStarting, onChange, onRun }: WishFormProps) {
  const t = useText();
  const canRun = isStretch(search);
  return (
    <Card title={t(SIMULATOR_TEXT.wish)}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (canRun) onRun();
        }}
      >
        <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-4">
          <Stretch search={search} onChange={onChange} />
          <Strategy search={search} settings={settings} onChange={onChange} />
          <Toggle
            label={t(SIMULATOR_TEXT.early)}
            note={t(SIMULATOR_TEXT.earlyNote)}
            checked={search.early ?? settings.prefer_earlier_reset_accounts}
            onChange={(early) =>
              onChange({ early: early === settings.prefer_earlier_reset_accounts ? undefined : early })
            }
          />
          <Toggle
            label={t(SIMULATOR_TEXT.sticky)}
            note={t(SIMULATOR_TEXT.stickyNote)}
            checked={search.sticky ?? settings.sticky_threads_enabled}
            onChange={(sticky) => onChange({ sticky: sticky === settings.sticky_threads_enabled ? undefined : sticky })}
          />
        </div>
        {!canRun && (
          <p role="alert" className="text-sm text-bad">
            {t(SIMULATOR_TEXT.wrongStretch)}
          </p>
        )}
        <div className="grid gap-4 lg:grid-cols-2">
          <AccountPicker search={search} accounts={accounts} onChange={onChange} />
          <ImaginedAccounts added={search.add ?? []} accounts={accounts} onChange={(add) => onChange({ add })} />
        </div>
        <div className="flex flex-wrap items-center gap-3">
          {mayRun ? (
            <Button
              type="submit"
              kind="primary"
              busy={isStarting}
              disabled={!canRun}
              icon={<Play aria-hidden className="size-4" />}
            >
              {t(SIMULATOR_TEXT.run)}
            </Button>
          ) : (
            <p className="text-sm text-soft">{t(SIMULATOR_TEXT.readOnly)}</p>
          )}
        </div>
      </form>
    </Card>
  );
}

type PartProps = Pick<WishFormProps, "search" | "onChange">;

function Stretch({ search, onChange }: PartProps) {
  const t = useText();
  const { last = USUAL_STRETCH } = search;
  const options = [
    ...STRETCHES.map((value) => ({ value, label: t(SIMULATOR_TEXT[`last${value}`]) })),
    { value: "custom" as const, label: t(SIMULATOR_TEXT.custom) },
  ];
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <span className="text-sm font-medium">{t(SIMULATOR_TEXT.stretch)}</span>
      <Select
        label={t(SIMULATOR_TEXT.stretch)}
        value={last}
        options={options}
        onChange={(next) => onChange({ last: next, ...(next === "custom" ? {} : { from: undefined, to: undefined }) })}
      />
      {last === "custom" && (
        <>
          <Moment label={t(SIMULATOR_TEXT.from)} at={search.from} onChange={(from) => onChange({ from })} />
          <Moment label={t(SIMULATOR_TEXT.to)} at={search.to} onChange={(to) => onChange({ to })} />
        </>
      )}
    </div>
  );
}

interface MomentProps {
  readonly label: string;
  readonly at: string | undefined;
  readonly onChange: (at: string | undefined) => void;
}

function Moment({ label, at, onChange }: MomentProps) {
  const id = useId();
  return (
    <div className="grid grid-cols-[3rem_1fr] items-center gap-2">
      <label htmlFor={id} className="text-xs text-soft">
        {label}
      </label>
      <input
        id={id}
        type="datetime-local"
        defaultValue={at === undefined ? "" : localTime(at)}
        className={cx(INPUT_CLASS, "h-9 px-2 text-xs")}
        onChange={({ target }) => onChange(target.value === "" ? undefined : new Date(target.value).toISOString())}
      />
    </div>
  );
}

/** `2026-03-04T05:06` on the reader's clock. */
function localTime(at: string): string {
  const date = new Date(at);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

const AS_SET = "as_set";

function Strategy({ search, settings, onChange }: PartProps & { readonly settings: Settings }) {
  const t = useText();
  const { routing_strategy: now } = settings;
  const strategy = search.strategy ?? now;
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <span className="text-sm font-medium">{t(SIMULATOR_TEXT.strategy)}</span>
      <Select
        label={t(SIMULATOR_TEXT.strategy)}
        value={search.strategy ?? AS_SET}
        onChange={(next) => onChange({ strategy: next === AS_SET ? undefined : next })}
        options={[
          { value: AS_SET, label: t(SIMULATOR_TEXT.asSet, { name: t(SIMULATOR_TEXT[now]) }) },
          ...ROUTING_STRATEGIES.filter((one) => one !== now).map((value) => ({
            value,
            label: t(SIMULATOR_TEXT[value]),
          })),
        ]}
      />
      <span className="text-xs text-soft">{t(SIMULATOR_TEXT[`${strategy}Note`])}</span>
    </div>
  );
}

interface ToggleProps {
  readonly label: string;
  readonly note: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

function Toggle({ label, note, checked, onChange }: ToggleProps) {
  return (
    <div className="flex min-w-0 items-start gap-3 sm:pt-6">
      <span className="flex pt-0.5">
        <Switch label={label} checked={checked} onChange={onChange} />
      </span>
      <span className="min-w-0">
        <span className="block text-sm font-medium">{label}</span>
        <span className="block text-xs text-soft">{note}</span>
      </span>
    </div>
  );
}
