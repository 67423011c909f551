// One account as a card: the same things as in its row, one below the other.

import { memo } from "react";

import { useText } from "../../lib/i18n.ts";
import { cx } from "../../lib/cx.ts";
import { Checkbox } from "../../ui/checkbox.tsx";
import { useAccountCommands } from "./account-commands.ts";
import { AccountControls } from "./account-controls.tsx";
import { AccountHealth } from "./account-health.tsx";
import { AccountIdentity } from "./account-identity.tsx";
import type { AccountItemProps } from "./account-row.tsx";
import { AccountSaid } from "./account-said.tsx";
import { AccountState } from "./account-state.tsx";
import { AccountWindows } from "./account-windows.tsx";
import { TEXT } from "./messages.ts";
import { useAccountName } from "./use-account-name.ts";

export const AccountCard = memo(function AccountCard({ account, selected, onToggle }: AccountItemProps) {
  const t = useText();
  const { mayChange } = useAccountCommands();
  const name = useAccountName(account);
  return (
    <article
      aria-label={name}
      className={cx(
        "flex h-full min-w-0 flex-col gap-3 rounded-xl border bg-surface p-4 shadow-card",
        selected && "border-accent bg-accent-soft/40",
      )}
    >
      <div className="flex items-start gap-2.5">
        {mayChange && (
          <Checkbox
            className="mt-1"
            label={t(TEXT.select, { name })}
            checked={selected}
            onChange={() => onToggle(account.account_id)}
          />
        )}
        <div className="min-w-0 grow">
          <AccountIdentity account={account} />
        </div>
      </div>
      <AccountState account={account} />
      <AccountWindows account={account} />
      <AccountHealth account={account} />
      <AccountSaid account={account} />
      <div className="mt-auto border-t pt-2">
        <AccountControls account={account} />
      </div>
    </article>
  );
});
