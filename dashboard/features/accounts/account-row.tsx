// One account as a line of the table.

import { memo } from "react";

import { useText } from "../../lib/i18n.ts";
import { cx } from "../../lib/cx.ts";
import { Checkbox } from "../../ui/checkbox.tsx";
import { useAccountCommands } from "./account-commands.ts";
import { AccountControls } from "./account-controls.tsx";
import { AccountHealth } from "./account-health.tsx";
import { AccountIdentity } from "./account-identity.tsx";
import { AccountSaid } from "./account-said.tsx";
import { AccountState } from "./account-state.tsx";
import { AccountWindows } from "./account-windows.tsx";
import type { Account } from "./accounts-query.ts";
import { TEXT } from "./messages.ts";
import { useAccountName } from "./use-account-name.ts";

/** The same for the heading and every row. */
export const TABLE_COLUMNS =
  "grid grid-cols-[1.25rem_minmax(0,1.8fr)_minmax(0,1.2fr)_minmax(15rem,1.4fr)_10rem_minmax(0,0.9fr)_9.25rem] items-center gap-x-3 px-4";

export interface AccountItemProps {
  readonly account: Account;
  readonly selected: boolean;
  readonly onToggle: (id: string) => void;
}

export const AccountRow = memo(function AccountRow({ account, selected, onToggle }: AccountItemProps) {
  const t = useText();
  const { mayChange } = useAccountCommands();
  const name = useAccountName(account);
  return (
    <div className={cx(TABLE_COLUMNS, "min-h-16 border-t py-2 hover:bg-sunken/60", selected && "bg-accent-soft/50")}>
      <div role="cell">
        {mayChange && (
          <Checkbox label={t(TEXT.select, { name })} checked={selected} onChange={() => onToggle(account.account_id)} />
        )}
      </div>
      <div role="cell" className="min-w-0">
        <AccountIdentity account={account} />
      </div>
      <div role="cell" className="min-w-0">
        <AccountState account={account} />
      </div>
      <div role="cell" className="min-w-0">
        <AccountWindows account={account} />
      </div>
      <div role="cell" className="min-w-0">
        <AccountHealth account={account} />
      </div>
      <div role="cell" className="min-w-0">
        <AccountSaid account={account} />
      </div>
      <div role="cell">
        <AccountControls account={account} />
      </div>
    </div>
  );
});
