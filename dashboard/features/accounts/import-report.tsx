// What became of what was taken in, item by item, and what to look at before relying on it.

import { sentenceText } from "../../lib/gateway-words.ts";
import { useText } from "../../lib/i18n.ts";
import { Badge, type Tone } from "../../ui/badge.tsx";
import { Private } from "../../ui/private.tsx";
import type { ImportedItem, ImportReport as Report } from "./account-imports.ts";
import { DIALOG_TEXT } from "./dialog-messages.ts";
import { accountLinks } from "./links.ts";
import { TestRequest } from "./test-request.tsx";

const TONES: Readonly<Record<ImportedItem["outcome"], Tone>> = {
  imported: "good",
  updated: "accent",
  unchanged: "plain",
  refused: "bad",
};

export function ImportReport({ report }: { readonly report: Report }) {
  const t = useText();
  const first = report.items.find(({ outcome }) => outcome === "imported" || outcome === "updated");
  return (
    <div className="flex flex-col gap-4">
      <div role="status" className="flex flex-col gap-1">
        {report.dry_run && <p className="text-sm text-soft">{t(DIALOG_TEXT.checked)}</p>}
        <p className="font-medium">{t(DIALOG_TEXT.summary, countsOf(report.items))}</p>
      </div>
      <ul tabIndex={0} className="flex max-h-72 flex-col divide-y overflow-y-auto rounded-lg border">
        {report.items.map((item, index) => (
          <ItemLine key={index} item={item} />
        ))}
      </ul>
      {!report.dry_run && first?.account_id != null && <Advice accountId={first.account_id} />}
    </div>
  );
}

function ItemLine({ item }: { readonly item: ImportedItem }) {
  const t = useText();
  const name = item.source === "text" ? t(DIALOG_TEXT.pastedText) : item.source;
  const source = item.item === null ? name : t(DIALOG_TEXT.item, { source: name, item: item.item });
  return (
    <li className="flex flex-col gap-0.5 px-3 py-2 text-sm">
      <div className="flex min-w-0 items-center gap-2">
        <Badge tone={TONES[item.outcome]} className="shrink-0">
          {t(DIALOG_TEXT[item.outcome])}
        </Badge>
        <Private className="min-w-0 grow truncate font-medium">{item.account ?? source}</Private>
        {item.account_id !== null && (
          <code className="shrink-0 text-xs text-soft">{item.account_id.replace(/^acc_/, "")}</code>
        )}
      </div>
      {item.account !== null && <Private className="text-xs text-soft">{source}</Private>}
      {item.reason !== null && <p className="text-xs text-soft">{sentenceText(item.reason)}</p>}
    </li>
  );
}

/** A saved file is no account that serves yet. */
function Advice({ accountId }: { readonly accountId: string }) {
  const t = useText();
  return (
    <section className="rounded-lg bg-sunken p-4">
      <h3 className="pb-2 text-sm font-semibold">{t(DIALOG_TEXT.adviceTitle)}</h3>
      <ol className="flex list-decimal flex-col gap-2 pl-5 text-sm">
        <li>{t(DIALOG_TEXT.adviceLook)}</li>
        <li>
          <p>{t(DIALOG_TEXT.adviceTest)}</p>
          <div className="pt-2">
            <TestRequest accountId={accountId} />
          </div>
        </li>
        <li>
          {t(DIALOG_TEXT.adviceMonitor)}{" "}
          <a className="text-accent underline" href={accountLinks.requests(accountId)}>
            {t(DIALOG_TEXT.openMonitoring)}
          </a>
        </li>
      </ol>
    </section>
  );
}

function countsOf(items: readonly ImportedItem[]): Record<ImportedItem["outcome"], number> {
  const counts = { imported: 0, updated: 0, unchanged: 0, refused: 0 };
  for (const { outcome } of items) counts[outcome] += 1;
  return counts;
}
