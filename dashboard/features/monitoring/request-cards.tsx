// The requests on a phone: a card each.

import { useCallback } from "react";

import { compactNumber, durationText, usdText } from "../../lib/format.ts";
import { useText } from "../../lib/i18n.ts";
import { useVirtualRows } from "../../lib/use-virtual-rows.ts";
import { Private } from "../../ui/private.tsx";
import { Time } from "../../ui/time.tsx";
import { TEXT } from "./messages.ts";
import { OutcomeBadge } from "./outcome-badge.tsx";
import type { Request } from "./request-filter.ts";
import type { RequestsProps } from "./request-table.tsx";
import { useReadOn } from "./use-read-on.ts";

const CARD_PX = 92;

export function RequestCards({ requests, onOpen, onNearEnd }: RequestsProps) {
  const t = useText();
  const keyOf = useCallback((index: number) => requests[index]?.id ?? "", [requests]);
  const { ref, items, height, topOf, measure } = useVirtualRows<HTMLUListElement>(requests.length, CARD_PX, keyOf);
  useReadOn({ last: items.at(-1)?.index ?? -1, count: requests.length, onNearEnd });
  return (
    <ul ref={ref} aria-label={t(TEXT.requests)} className="relative" style={{ height }}>
      {items.map((item) => {
        const request = requests[item.index];
        return request === undefined ? null : (
          <li
            key={request.id}
            ref={measure}
            data-index={item.index}
            aria-setsize={requests.length}
            aria-posinset={item.index + 1}
            className="absolute inset-x-0 top-0 border-b px-4 py-2.5"
            style={{ transform: `translateY(${topOf(item)}px)` }}
          >
            <CardLines request={request} onOpen={onOpen} />
          </li>
        );
      })}
    </ul>
  );
}

function CardLines({ request, onOpen }: { readonly request: Request } & Pick<RequestsProps, "onOpen">) {
  const t = useText();
  const { id, tokens } = request;
  const name = request.model_served ?? request.model_asked ?? request.route;
  return (
    <div className="flex min-w-0 flex-col gap-0.5">
      <div className="flex min-w-0 items-center gap-2">
        <span className="shrink-0">
          <OutcomeBadge outcome={request.outcome} status={request.status} />
        </span>
        <button
          type="button"
          aria-label={`${name}. ${t(TEXT.open, { id })}`}
          onClick={() => onOpen(id)}
          className="min-w-0 grow truncate text-left font-medium after:absolute after:inset-0"
        >
          {name}
        </button>
        <Time at={request.started_at} past className="shrink-0 text-xs text-soft" />
      </div>
      <p className="flex min-w-0 gap-x-2 text-sm text-soft">
        {request.account_label === null ? (
          t(TEXT.nobody)
        ) : (
          <Private className="min-w-0 truncate">{request.account_label}</Private>
        )}
        <span className="max-w-1/2 shrink-0 truncate">· {request.client_key ?? t(TEXT.noKey)}</span>
      </p>
      <p className="flex flex-wrap gap-x-3 text-xs text-soft">
        <span>{durationText(request.total_ms)}</span>
        {tokens !== null && (
          <span>
            {compactNumber(tokens.input)} → {compactNumber(tokens.output)}
          </span>
        )}
        {request.attempt_count > 1 && (
          <span className="text-warn">{t(TEXT.attemptCount, { count: request.attempt_count })}</span>
        )}
        {request.cost_usd !== null && <span>{usdText(request.cost_usd)}</span>}
        {request.error_code !== null && <span className="truncate text-bad">{request.error_code}</span>}
      </p>
    </div>
  );
}
