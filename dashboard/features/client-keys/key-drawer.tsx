// One key beside the list: what it is held to, and what it was used for.

import { addressOf } from "../../lib/address-of.ts";
import { KEY_PLACEHOLDER } from "../../lib/client-how-to.ts";
import { percentText, wholeNumber } from "../../lib/format.ts";
import { useText } from "../../lib/i18n.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Select } from "../../ui/select.tsx";
import { EmptyState, ErrorState, Skeleton } from "../../ui/states.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { type ClientKey, useClientKeys } from "./client-keys-query.ts";
import { type KeyUsage, useKeyUsage } from "./key-usage-query.ts";
import { KeyRecipes } from "./key-recipes.tsx";
import { LimitBars } from "./limit-bars.tsx";
import { TEXT, USAGE_TEXT } from "./messages.ts";
import { measureText, UsageChart } from "./usage-chart.tsx";
import { amountOf, type Measure } from "./usage-days.ts";

const RANGES = [7, 30, 90] as const;
const MEASURES: readonly Measure[] = ["requests", "tokens", "cost"];

interface DrawerProps {
  readonly id: string;
  readonly days: (typeof RANGES)[number];
  readonly measure: Measure;
  readonly onChange: (next: { readonly days?: (typeof RANGES)[number]; readonly measure?: Measure }) => void;
  readonly onClose: () => void;
}

export function KeyDrawer(props: DrawerProps) {
  const t = useText();
  const keys = useClientKeys();
  const key = keys.data?.client_keys.find(({ id }) => id === props.id);
  return (
    <Dialog open place="drawer" onClose={props.onClose} title={key?.name ?? t(TEXT.usage)}>
      {key !== undefined ? (
        <div className="flex flex-col gap-6">
          {key.source === "config" ? <ConfigKey clientKey={key} /> : <OwnKey clientKey={key} {...props} />}
          <Connect clientKey={key} />
        </div>
      ) : keys.isPending ? (
        <Skeleton className="h-80" />
      ) : (
        <EmptyState title={t(USAGE_TEXT.gone)} />
      )}
    </Dialog>
  );
}

function ConfigKey({ clientKey: key }: { readonly clientKey: ClientKey }) {
  const t = useText();
  return (
    <>
      <p className="text-sm text-soft">{t(USAGE_TEXT.inConfigNote)}</p>
      <p className="flex flex-wrap gap-4">
        <RequestsLink name={key.name} />
        <a className={LINK} href={addressOf("/usage", { by: "key" })}>
          {t(USAGE_TEXT.toUsage)}
        </a>
      </p>
    </>
  );
}

const LINK = "text-sm font-medium text-accent underline underline-offset-2";

function RequestsLink({ name }: { readonly name: string }) {
  const t = useText();
  return (
    <a className={LINK} href={addressOf("/monitoring", { key: name })}>
      {t(USAGE_TEXT.toRequests)}
    </a>
  );
}

function Connect({ clientKey: key }: { readonly clientKey: ClientKey }) {
  const t = useText();
  return (
    <details>
      <summary className="cursor-pointer text-sm font-medium">{t(USAGE_TEXT.connect)}</summary>
      <div className="flex min-w-0 flex-col gap-2 pt-2">
        <p className="text-sm text-soft">{t(USAGE_TEXT.connectNote, { placeholder: KEY_PLACEHOLDER })}</p>
        <KeyRecipes secret={KEY_PLACEHOLDER} allowedModels={key.allowed_models} />
      </div>
    </details>
  );
}

function OwnKey({ clientKey: key, days, measure, onChange }: DrawerProps & { readonly clientKey: ClientKey }) {
  const t = useText();
  const usage = useKeyUsage(key.id, days);
  return (
    <>
      <section className="flex flex-col gap-2">
        <div className="flex flex-wrap items-baseline justify-between gap-x-4">
          <h3 className="text-sm font-medium">{t(USAGE_TEXT.held)}</h3>
          <RequestsLink name={key.name} />
        </div>
        <p className="text-sm text-soft">
          {[
            key.allowed_models === null ? t(USAGE_TEXT.anyModel) : key.allowed_models.join(", "),
            key.allowed_accounts === null
              ? t(USAGE_TEXT.anyAccount)
              : t(TEXT.onlyAccounts, { count: key.allowed_accounts.length }),
          ].join(" · ")}
        </p>
        <LimitBars limits={key.limits} />
      </section>
      <div className="flex flex-wrap items-center gap-2">
        <Tabs
          label={t(USAGE_TEXT.measure)}
          tabs={MEASURES.map((id) => ({ id, label: t(USAGE_TEXT[id]) }))}
          value={measure}
          onChange={(next) => onChange({ measure: next })}
        />
        <span className="grow" />
        <Select
          label={t(USAGE_TEXT.range)}
          value={String(days)}
          onChange={(next) => onChange({ days: RANGES.find((range) => String(range) === next) ?? 7 })}
          options={RANGES.map((count) => ({ value: String(count), label: t(USAGE_TEXT.days, { count }) }))}
        />
      </div>
      {usage.data !== undefined ? (
        <Used usage={usage.data} measure={measure} />
      ) : usage.isError ? (
        <ErrorState error={usage.error} onRetry={() => void usage.refetch()} />
      ) : (
        <Skeleton className="h-64" />
      )}
    </>
  );
}

function Used({ usage, measure }: { readonly usage: KeyUsage; readonly measure: Measure }) {
  const t = useText();
  const { totals } = usage;
  if (usage.rows.length === 0) {
    return <EmptyState title={t(USAGE_TEXT.nothing)}>{t(USAGE_TEXT.nothingNote)}</EmptyState>;
  }
  const hit = totals.input_tokens === 0 ? null : (totals.cached_input_tokens / totals.input_tokens) * 100;
  const facts = [
    ...MEASURES.map((one) => [t(USAGE_TEXT[one]), measureText(one, amountOf(totals, one))] as const),
    [t(USAGE_TEXT.failed), wholeNumber(totals.failures)] as const,
    [t(USAGE_TEXT.cacheHit), percentText(hit)] as const,
  ];
  return (
    <>
      <dl className="grid grid-cols-2 gap-x-4 gap-y-2 sm:grid-cols-5">
        {facts.map(([name, value]) => (
          <div key={name} className="min-w-0">
            <dt className="text-xs text-soft">{name}</dt>
            <dd className="text-lg font-semibold">{value}</dd>
          </div>
        ))}
      </dl>
      <UsageChart usage={usage} measure={measure} />
    </>
  );
}
