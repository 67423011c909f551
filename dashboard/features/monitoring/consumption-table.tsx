// What a request used, and what each part of it cost.

import { cx } from "../../lib/cx.ts";
import { usdText, wholeNumber } from "../../lib/format.ts";
import { useText } from "../../lib/i18n.ts";
import type { RequestDetails } from "./request-query.ts";
import { STORY } from "./story-messages.ts";

export function ConsumptionTable({ request }: { readonly request: RequestDetails }) {
  const t = useText();
  const { tokens, cost } = request;
  if (tokens === null) return null;
  const plain = Math.max(0, tokens.input - tokens.cached_input - tokens.cache_write);
  const rows = [
    { name: t(STORY.input), count: plain, usd: cost?.input_usd },
    { name: t(STORY.cached), count: tokens.cached_input, usd: cost?.cached_input_usd },
    { name: t(STORY.written), count: tokens.cache_write, usd: cost?.cache_write_usd },
    { name: t(STORY.output), count: tokens.output, usd: cost?.output_usd },
    { name: t(STORY.reasoning), count: tokens.reasoning, usd: undefined },
  ];
  return (
    <table className="w-full text-left text-sm">
      <thead className="text-xs text-soft">
        <tr>
          <th scope="col" className="py-1 font-medium">
            {t(STORY.kind)}
          </th>
          <th scope="col" className="py-1 text-right font-medium">
            {t(STORY.count)}
          </th>
          <th scope="col" className="py-1 text-right font-medium">
            {t(STORY.cost)}
          </th>
        </tr>
      </thead>
      <tbody className="divide-y">
        {rows.map(({ name, count, usd }) => (
          <tr key={name}>
            <td className={cx("py-1.5", name === t(STORY.reasoning) && "pl-3 text-soft")}>{name}</td>
            <td className="py-1.5 text-right">{wholeNumber(count)}</td>
            <td className="py-1.5 text-right">{usdText(usd ?? null)}</td>
          </tr>
        ))}
        <tr className="font-medium">
          <td className="py-1.5">{t(STORY.total)}</td>
          <td className="py-1.5 text-right">{wholeNumber(tokens.input + tokens.output)}</td>
          <td className="py-1.5 text-right">{usdText(request.cost_usd)}</td>
        </tr>
      </tbody>
    </table>
  );
}
