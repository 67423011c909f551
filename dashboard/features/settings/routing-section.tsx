// How accounts are chosen, explained where it is decided.

import { cx } from "../../lib/cx.ts";
import { addressOf } from "../../lib/address-of.ts";
import { useText } from "../../lib/i18n.ts";
import { useMayChange } from "../../lib/session.ts";
import { Card } from "../../ui/card.tsx";
import { ErrorState, Skeleton } from "../../ui/states.tsx";
import { ROUTING_TEXT } from "./messages.ts";
import { SettingSwitch } from "./setting-switch.tsx";
import { type Settings, useChangeSettings, useSettings } from "./settings-query.ts";
import { StrategyPicture } from "./strategy-picture.tsx";

const STRATEGIES = ["usage_weighted", "round_robin", "fill_first"] as const;
type Strategy = (typeof STRATEGIES)[number];

const NOTES = {
  usage_weighted: ROUTING_TEXT.usage_weightedNote,
  round_robin: ROUTING_TEXT.round_robinNote,
  fill_first: ROUTING_TEXT.fill_firstNote,
} as const;

export function RoutingSection() {
  const settings = useSettings();
  if (settings.data !== undefined) return <Routing settings={settings.data} />;
  if (settings.isError) return <ErrorState error={settings.error} onRetry={() => void settings.refetch()} />;
  return <Skeleton className="h-80" />;
}

function Routing({ settings }: { readonly settings: Settings }) {
  const t = useText();
  const mayChange = useMayChange();
  const { change, busy } = useChangeSettings(settings);
  const locked = !mayChange || busy;
  const choose = (strategy: Strategy): void =>
    change({ routing_strategy: strategy }, t(ROUTING_TEXT.chosen, { name: t(ROUTING_TEXT[strategy]) }));
  return (
    <>
      <Card
        title={t(ROUTING_TEXT.strategy)}
        note={t(ROUTING_TEXT.strategyNote)}
        actions={
          <a className="text-sm text-accent underline" href={addressOf("/simulator")}>
            {t(ROUTING_TEXT.tryIt)}
          </a>
        }
      >
        <div role="radiogroup" aria-label={t(ROUTING_TEXT.strategy)} className="grid gap-3 lg:grid-cols-3">
          {STRATEGIES.map((strategy) => (
            <StrategyChoice
              key={strategy}
              strategy={strategy}
              chosen={settings.routing_strategy === strategy}
              disabled={locked}
              onChoose={() => choose(strategy)}
            />
          ))}
        </div>
      </Card>
      <Card title={t(ROUTING_TEXT.finer)}>
        <div className="divide-y">
          <SettingSwitch
            label={t(ROUTING_TEXT.sticky)}
            note={t(ROUTING_TEXT.stickyNote)}
            checked={settings.sticky_threads_enabled}
            disabled={locked}
            onChange={(on) => change({ sticky_threads_enabled: on })}
          />
          <SettingSwitch
            label={t(ROUTING_TEXT.earlier)}
            note={t(ROUTING_TEXT.earlierNote)}
            checked={settings.prefer_earlier_reset_accounts}
            disabled={locked}
            onChange={(on) => change({ prefer_earlier_reset_accounts: on })}
          />
        </div>
      </Card>
    </>
  );
}

function StrategyChoice({
  strategy,
  chosen,
  disabled,
  onChoose,
}: {
  readonly strategy: Strategy;
  readonly chosen: boolean;
  readonly disabled: boolean;
  readonly onChoose: () => void;
}) {
  const t = useText();
  return (
    <label
      className={cx(
        "flex cursor-pointer gap-4 rounded-lg border p-4 transition-colors has-focus-visible:outline-2 has-focus-visible:outline-accent",
        chosen ? "border-accent bg-accent-soft/40" : "hover:bg-sunken",
        disabled && "cursor-not-allowed",
      )}
    >
      <span className="min-w-0 grow">
        <span className="flex items-center gap-2 font-medium">
          <input
            type="radio"
            name="strategy"
            className="size-4 accent-accent"
            checked={chosen}
            disabled={disabled}
            onChange={onChoose}
          />
          {t(ROUTING_TEXT[strategy])}
        </span>
        <span className="mt-1 block text-sm text-soft">{t(NOTES[strategy])}</span>
      </span>
      <StrategyPicture strategy={strategy} />
    </label>
  );
}
