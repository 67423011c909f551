// The accounts as cards, as many beside each other as there is room for.

import { useText } from "../../lib/i18n.ts";
import { useMedia } from "../../lib/media.ts";
import { useVirtualRows } from "../../lib/use-virtual-rows.ts";
import { AccountCard } from "./account-card.tsx";
import { useAccountCommands } from "./account-commands.ts";
import type { AccountListProps } from "./account-table.tsx";
import { TEXT } from "./messages.ts";
import { PageCheckbox } from "./page-checkbox.tsx";

const CARD_HEIGHT = 250;

export function AccountCards({ accounts, selection }: AccountListProps) {
  const t = useText();
  const isWide = useMedia("(min-width: 80rem)");
  const isMiddle = useMedia("(min-width: 48rem)");
  const columns = isWide ? 3 : isMiddle ? 2 : 1;
  const { ref, height, items, measure, topOf } = useVirtualRows<HTMLDivElement>(
    Math.ceil(accounts.length / columns),
    CARD_HEIGHT,
  );
  const { mayChange } = useAccountCommands();
  return (
    <div className="flex flex-col gap-2">
      {mayChange && (
        <label className="flex w-fit items-center gap-2 px-4 text-sm text-soft">
          <PageCheckbox accounts={accounts} selection={selection} />
          {t(TEXT.selectPage)}
        </label>
      )}
      <div ref={ref} className="relative" style={{ height }}>
        {items.map((row) => (
          <div
            key={row.index}
            ref={measure}
            data-index={row.index}
            className="absolute inset-x-0 top-0 grid gap-3 pb-3"
            style={{
              transform: `translateY(${topOf(row)}px)`,
              gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
            }}
          >
            {accounts.slice(row.index * columns, (row.index + 1) * columns).map((account) => (
              <AccountCard
                key={account.account_id}
                account={account}
                selected={selection.ids.has(account.account_id)}
                onToggle={selection.toggle}
              />
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}
