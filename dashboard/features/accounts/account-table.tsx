// The accounts as a table. Only the rows on screen exist; who reads with a screen reader is told of all of them.

import { useCallback } from "react";

import { useText } from "../../lib/i18n.ts";
import { useVirtualRows } from "../../lib/use-virtual-rows.ts";
import { useAccountCommands } from "./account-commands.ts";
import { AccountRow, TABLE_COLUMNS } from "./account-row.tsx";
import type { Account } from "./accounts-query.ts";
import { TEXT } from "./messages.ts";
import { PageCheckbox } from "./page-checkbox.tsx";
import type { Selection } from "./selection.ts";
import { SortHeading } from "./sort-heading.tsx";

export interface AccountListProps {
  readonly accounts: readonly Account[];
  readonly selection: Selection;
}

const ROW_HEIGHT = 65;

export function AccountTable({ accounts, selection }: AccountListProps) {
  const t = useText();
  const keyOf = useCallback((index: number) => accounts[index]?.account_id ?? "", [accounts]);
  const { ref, height, items, measure, topOf } = useVirtualRows<HTMLDivElement>(accounts.length, ROW_HEIGHT, keyOf);
  return (
    <div
      role="table"
      aria-label={t(TEXT.title)}
      aria-rowcount={accounts.length + 1}
      className="rounded-xl border bg-surface shadow-card"
    >
      <TableHead accounts={accounts} selection={selection} />
      <div ref={ref} role="rowgroup" className="relative" style={{ height }}>
        {items.map((row) => {
          const account = accounts[row.index];
          return account === undefined ? null : (
            <div
              key={account.account_id}
              ref={measure}
              data-index={row.index}
              role="row"
              aria-rowindex={row.index + 2}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${topOf(row)}px)` }}
            >
              <AccountRow
                account={account}
                selected={selection.ids.has(account.account_id)}
                onToggle={selection.toggle}
              />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function TableHead({ accounts, selection }: AccountListProps) {
  const t = useText();
  const { mayChange } = useAccountCommands();
  return (
    <div role="rowgroup" className="sticky top-12 z-10 rounded-t-xl bg-surface">
      <div role="row" aria-rowindex={1} className={`${TABLE_COLUMNS} h-10 text-xs font-medium text-soft`}>
        <div role="columnheader" aria-label={t(TEXT.selection)}>
          {mayChange && <PageCheckbox accounts={accounts} selection={selection} />}
        </div>
        <SortHeading by="name" text={TEXT.account} />
        <SortHeading by="problem" text={TEXT.state} />
        <SortHeading by="primary" text={TEXT.windows} />
        <SortHeading by="last_used" text={TEXT.health} />
        <SortHeading by="priority" text={TEXT.said} />
        <div role="columnheader" className="text-right">
          {t(TEXT.actions)}
        </div>
      </div>
    </div>
  );
}
