// What somebody should look at: what needs a hand first, what heals by itself after it.

import { CircleCheck } from "lucide-react";

import { addressOf } from "../../lib/address-of.ts";
import { useText } from "../../lib/i18n.ts";
import { Card } from "../../ui/card.tsx";
import { AttentionRow } from "./attention-row.tsx";
import { TEXT } from "./messages.ts";
import type { Attention } from "./overview-query.ts";

const MOST_SHOWN = 6;

export function AttentionCard({ attention }: { readonly attention: readonly Attention[] }) {
  const t = useText();
  const shown = attention.toSorted((a, b) => rankOf(a) - rankOf(b)).slice(0, MOST_SHOWN);
  return (
    <Card
      title={t(TEXT.attention)}
      actions={
        attention.length > MOST_SHOWN && (
          <a
            href={addressOf("/accounts", { status: "problem" })}
            className="text-xs font-medium text-accent hover:underline"
          >
            {t(TEXT.all, { count: attention.length })}
          </a>
        )
      }
    >
      {shown.length === 0 ? (
        <p className="flex items-center gap-2 py-4 text-soft">
          <CircleCheck aria-hidden className="size-5 text-good" />
          {t(TEXT.nothing)}
        </p>
      ) : (
        <ul className="flex flex-col divide-y">
          {shown.map((item) => (
            <AttentionRow key={`${item.kind} ${item.account_id ?? item.subject} ${item.problem}`} item={item} />
          ))}
        </ul>
      )}
    </Card>
  );
}

/** Accounts that wait for somebody, then what else does, then what heals by itself. */
function rankOf({ kind, until }: Attention): number {
  if (until !== null) return 2;
  return kind === "account" ? 0 : 1;
}
