// What is at hand beside every account: try it out, switch it, and the rest.

import { Play } from "lucide-react";

import { useText } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Switch } from "../../ui/switch.tsx";
import { useAccountCommands } from "./account-commands.ts";
import { AccountMenu } from "./account-menu.tsx";
import type { Account } from "./accounts-query.ts";
import { TEXT } from "./messages.ts";
import { useAccountName } from "./use-account-name.ts";

export function AccountControls({ account }: { readonly account: Account }) {
  const t = useText();
  const { mayChange, run, show } = useAccountCommands();
  const name = useAccountName(account);
  return (
    <div className="flex items-center justify-end gap-1.5">
      {mayChange && (
        <>
          <Button
            size="small"
            kind="quiet"
            title={t(TEXT.test)}
            aria-label={`${t(TEXT.test)}: ${name}`}
            icon={<Play aria-hidden className="size-3.5" />}
            onClick={() => show({ kind: "test", account })}
          >
            {t(TEXT.testShort)}
          </Button>
          <Switch
            label={t(TEXT.enabledLabel, { name })}
            checked={!account.paused}
            onChange={(isOn) => void run([account], { action: isOn ? "reactivate" : "pause" })}
          />
        </>
      )}
      <AccountMenu account={account} />
    </div>
  );
}
