// The prices: what is used and has none first, then the operator's own, then the built-in ones.

import { CircleAlert, Pencil, Plus } from "lucide-react";
import { useState } from "react";

import { cx } from "../../lib/cx.ts";
import { dayText, priceText, wholeNumber } from "../../lib/format.ts";
import { useText } from "../../lib/i18n.ts";
import { useMayChange } from "../../lib/session.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { INPUT_CLASS } from "../../ui/field.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { EmptyState, ErrorState, Skeleton } from "../../ui/states.tsx";
import { TEXT } from "./messages.ts";
import { PriceDialog } from "./price-dialog.tsx";
import { type Price, usePrices } from "./prices-query.ts";
import { useUsage } from "./usage-query.ts";

export interface PricesViewProps {
  /** The model whose price is edited; empty for a new one, undefined for none. */
  readonly editing: string | undefined;
  readonly onEdit: (model: string | undefined) => void;
}

export function PricesView({ editing, onEdit }: PricesViewProps) {
  const { data, error, refetch } = usePrices();
  const mayChange = useMayChange();
  if (error !== null) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton className="h-96" />;
  return (
    <>
      {data.unpriced_models.length > 0 && <Unknown models={data.unpriced_models} onEdit={onEdit} />}
      <Known prices={data.prices} asOf={data.as_of} onEdit={onEdit} />
      {editing !== undefined && mayChange && (
        <PriceDialog
          key={editing}
          model={editing}
          price={data.prices.find(({ model }) => model === editing) ?? null}
          onClose={() => onEdit(undefined)}
        />
      )}
    </>
  );
}

function Unknown({ models, onEdit }: { readonly models: readonly string[] } & Pick<PricesViewProps, "onEdit">) {
  const t = useText();
  const mayChange = useMayChange();
  const { data } = useUsage({ by: "model", range: "7d" });
  const requests = new Map(data?.rows.map((row) => [row.name, row.requests]));
  const mostUsedFirst = models.toSorted((a, b) => (requests.get(b) ?? 0) - (requests.get(a) ?? 0));
  return (
    <Card title={t(TEXT.unknown)} note={t(TEXT.unknownNote)} flush>
      <ul className="divide-y border-t">
        {mostUsedFirst.map((model) => (
          <li key={model} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2">
            <CircleAlert aria-hidden className="size-4 shrink-0 text-warn" />
            <span className="min-w-0 grow font-medium">{model}</span>
            {requests.has(model) && (
              <span className="text-sm text-soft">
                {t(TEXT.used, { count: requests.get(model) === 1 ? 1 : wholeNumber(requests.get(model) ?? 0) })}
              </span>
            )}
            {mayChange && (
              <Button size="small" aria-label={`${t(TEXT.add)}: ${model}`} onClick={() => onEdit(model)}>
                {t(TEXT.add)}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}

interface KnownProps extends Pick<PricesViewProps, "onEdit"> {
  readonly prices: readonly Price[];
  readonly asOf: string;
}

const NUMBER = "px-3 py-1.5 text-right whitespace-nowrap";
/** Which model it is stays in sight where the table is wider than the window. */
const NAME = "sticky left-0 z-10 bg-surface px-4 font-medium";

function Known({ prices, asOf, onEdit }: KnownProps) {
  const t = useText();
  const mayChange = useMayChange();
  const [word, setWord] = useState("");
  const fitting = prices.filter(({ model }) => model.toLowerCase().includes(word.trim().toLowerCase()));
  return (
    <Card
      title={t(TEXT.known)}
      note={t(TEXT.asOf, { day: dayText(asOf) })}
      flush
      actions={
        <>
          <input
            type="search"
            aria-label={t(TEXT.find)}
            placeholder={t(TEXT.find)}
            value={word}
            onChange={(event) => setWord(event.target.value)}
            className={cx(INPUT_CLASS, "h-9 w-48")}
          />
          {mayChange && (
            <Button icon={<Plus aria-hidden className="size-4" />} onClick={() => onEdit("")}>
              {t(TEXT.add)}
            </Button>
          )}
        </>
      }
    >
      {fitting.length === 0 ? (
        <EmptyState title={t(TEXT.noPrices)} />
      ) : (
        <div role="region" aria-label={t(TEXT.known)} tabIndex={0} className="relative overflow-x-auto rounded-b-xl">
          <table className="w-full min-w-[42rem] text-left">
            <thead className="text-xs text-soft">
              <tr>
                <th scope="col" className={cx(NAME, "py-2")}>
                  {t(TEXT.model)}
                </th>
                {[TEXT.priceInput, TEXT.priceCached, TEXT.priceWrite, TEXT.priceOutput].map((text) => (
                  <th key={text.en} scope="col" className={cx(NUMBER, "font-medium")}>
                    {t(text)}
                  </th>
                ))}
                <th scope="col" className="px-3 py-2 font-medium">
                  {t(TEXT.source)}
                </th>
                {mayChange && (
                  <th scope="col" className="px-4 py-2">
                    <span className="sr-only">{t(TEXT.edit)}</span>
                  </th>
                )}
              </tr>
            </thead>
            <tbody className="divide-y">
              {fitting.map((price) => (
                <Row key={`${price.source} ${price.model}`} price={price} onEdit={mayChange ? onEdit : null} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}

interface RowProps {
  readonly price: Price;
  readonly onEdit: PricesViewProps["onEdit"] | null;
}

function Row({ price, onEdit }: RowProps) {
  const t = useText();
  const isOwn = price.source === "config";
  return (
    <tr className="group hover:bg-sunken">
      <th scope="row" className={cx(NAME, "py-1.5 group-hover:bg-sunken")}>
        {price.model}
      </th>
      <td className={NUMBER}>{priceText(price.input)}</td>
      <td className={NUMBER}>{priceText(price.cached_input)}</td>
      <td className={NUMBER}>{priceText(price.cache_write)}</td>
      <td className={NUMBER}>{priceText(price.output)}</td>
      <td className="px-3 py-1.5">
        <Badge tone={isOwn ? "accent" : "plain"}>{t(isOwn ? TEXT.own : TEXT.builtIn)}</Badge>
      </td>
      {onEdit !== null && (
        <td className="px-4 py-1 text-right">
          <IconButton size="small" label={t(TEXT.editOf, { name: price.model })} onClick={() => onEdit(price.model)}>
            <Pencil aria-hidden className="size-4" />
          </IconButton>
        </td>
      )}
    </tr>
  );
}
