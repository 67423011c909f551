// Every name that clients may ask for: who serves it now, what it stands for, what it costs.

import { addressOf } from "../../lib/address-of.ts";
import { cx } from "../../lib/cx.ts";
import { priceText, wholeNumber } from "../../lib/format.ts";
import { useText } from "../../lib/i18n.ts";
import { providerName } from "../../lib/provider-name.ts";
import { Card } from "../../ui/card.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { INPUT_CLASS } from "../../ui/field.tsx";
import { Select } from "../../ui/select.tsx";
import { EmptyState, ErrorState, Skeleton } from "../../ui/states.tsx";
import { AccountCounts } from "./account-counts.tsx";
import { MODELS_TEXT, TEXT } from "./messages.ts";
import { type Model, useModels } from "./models-query.ts";
import type { ProvidersSearch } from "./providers-search.ts";

const ANY = "";

export interface ModelsCardProps {
  readonly search: ProvidersSearch;
  readonly onChange: (part: ProvidersSearch) => void;
}

export function ModelsCard({ search: { q = "", upstream = ANY }, onChange }: ModelsCardProps) {
  const t = useText();
  const models = useModels();
  if (models.isError) return <ErrorState error={models.error} onRetry={() => void models.refetch()} />;
  if (models.data === undefined) return <Skeleton className="h-96" />;
  const upstreams = [...new Set(models.data.flatMap(({ served_by: by }) => by))].toSorted();
  const fitting = models.data.filter((model) => isMeant(model, { q, upstream }));
  return (
    <Card
      flush
      title={t(TEXT.served)}
      note={t(MODELS_TEXT.note, { count: wholeNumber(fitting.length), all: wholeNumber(models.data.length) })}
      actions={
        <>
          <input
            type="search"
            aria-label={t(MODELS_TEXT.find)}
            placeholder={t(MODELS_TEXT.find)}
            value={q}
            onChange={({ currentTarget: { value } }) => onChange({ q: value === "" ? undefined : value })}
            className={cx(INPUT_CLASS, "h-9 w-48")}
          />
          <Select
            label={t(MODELS_TEXT.servedBy)}
            className="w-44"
            value={upstream}
            onChange={(next) => onChange({ upstream: next === ANY ? undefined : next })}
            options={[
              { value: ANY, label: t(MODELS_TEXT.anyone) },
              ...upstreams.map((value) => ({ value, label: providerName(value) })),
            ]}
          />
        </>
      }
    >
      {fitting.length === 0 ? (
        <EmptyState title={t(models.data.length === 0 ? MODELS_TEXT.none : MODELS_TEXT.noneFound)}>
          {models.data.length === 0 && t(MODELS_TEXT.noneNote)}
        </EmptyState>
      ) : (
        <ul className="divide-y border-t">
          {fitting.map((model) => (
            <ModelLine key={model.name} model={model} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function isMeant({ name, alias_of: of, served_by: by }: Model, { q, upstream }: { q: string; upstream: string }) {
  const word = q.trim().toLowerCase();
  const isCalled = [name, of ?? ""].some((each) => each.toLowerCase().includes(word));
  return isCalled && (upstream === ANY || by.includes(upstream));
}

function ModelLine({ model }: { readonly model: Model }) {
  const t = useText();
  const { name, alias_of: of, upstream_models: upstreamNames, served_by: by, accounts } = model;
  const others = upstreamNames.filter((each) => each !== name && each !== of);
  return (
    <li className="grid items-center gap-x-6 gap-y-1 px-4 py-2.5 md:grid-cols-[minmax(12rem,1.3fr)_minmax(0,1fr)_minmax(0,1fr)_minmax(12rem,1fr)]">
      <div className="min-w-0">
        <p className="flex items-center gap-1">
          <a
            href={addressOf("/monitoring", { model: upstreamNames[0] ?? name })}
            title={t(MODELS_TEXT.requests)}
            className="min-w-0 truncate font-medium hover:text-accent hover:underline"
          >
            {name}
          </a>
          <CopyButton text={name} label={t(MODELS_TEXT.copy, { name })} />
        </p>
        {of !== null && <p className="text-xs text-soft">{t(MODELS_TEXT.aliasOf, { name: of })}</p>}
        {others.length > 0 && (
          <p className="text-xs text-soft">{t(MODELS_TEXT.upstream, { names: others.join(", ") })}</p>
        )}
      </div>
      <p className="min-w-0 text-sm text-soft">{by.map(providerName).join(", ")}</p>
      <AccountCounts accounts={accounts} />
      <Price model={model} />
    </li>
  );
}

function Price({ model: { name, price } }: { readonly model: Model }) {
  const t = useText();
  if (price === null) {
    return (
      <p className="text-xs md:text-right">
        <span className="text-soft">{t(MODELS_TEXT.noPrice)}</span>{" "}
        <a
          href={addressOf("/usage", { tab: "prices", price: name })}
          aria-label={t(MODELS_TEXT.setPriceOf, { name })}
          className="font-medium text-accent underline underline-offset-2"
        >
          {t(MODELS_TEXT.setPrice)}
        </a>
      </p>
    );
  }
  return (
    <p className="text-xs text-soft md:text-right" title={t(MODELS_TEXT.perMillion)}>
      {t(MODELS_TEXT.price, { input: priceText(price.input), output: priceText(price.output) })}
    </p>
  );
}
