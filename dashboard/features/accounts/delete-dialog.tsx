// The last question before accounts are gone, with the gentler way beside it.

import { useText } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { Private } from "../../ui/private.tsx";
import { useAccountCommands } from "./account-commands.ts";
import type { Account } from "./accounts-query.ts";
import { counted } from "./counted.ts";
import { DIALOG_TEXT } from "./dialog-messages.ts";

const NAMED = 5;

export function DeleteDialog({
  accounts,
  onClose,
}: {
  readonly accounts: readonly Account[];
  readonly onClose: () => void;
}) {
  const t = useText();
  const { run } = useAccountCommands();
  const count = counted(accounts.length);
  const enabled = accounts.filter(({ paused }) => !paused);
  const disable = (): void => {
    onClose();
    void run(enabled, { action: "pause" });
  };
  return (
    <Confirm
      open
      danger
      onClose={onClose}
      title={t(DIALOG_TEXT.deleteTitle, { count })}
      action={t(DIALOG_TEXT.deleteAction, { count })}
      onConfirm={() => run(accounts, { action: "delete" })}
      instead={enabled.length > 0 && <Button onClick={disable}>{t(DIALOG_TEXT.disableInstead)}</Button>}
    >
      <div className="flex flex-col gap-3">
        <ul className="list-disc pl-5 text-sm font-medium">
          {accounts.slice(0, NAMED).map(({ account_id, display_name }) => (
            <li key={account_id}>
              <Private>{display_name}</Private>
            </li>
          ))}
          {accounts.length > NAMED && <li>{t(DIALOG_TEXT.andMore, { count: counted(accounts.length - NAMED) })}</li>}
        </ul>
        {enabled.length > 0 && <p>{t(DIALOG_TEXT.deleteInstead)}</p>}
        <p className="text-sm text-soft">{t(DIALOG_TEXT.deleteWhat)}</p>
      </div>
    </Confirm>
  );
}
