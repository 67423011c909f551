// The page of an empty pool: the ways in.

import { useText } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { EmptyState } from "../../ui/states.tsx";
import { useAccountCommands } from "./account-commands.ts";
import { TEXT } from "./messages.ts";

export function NoAccounts() {
  const t = useText();
  const { mayChange, show } = useAccountCommands();
  return (
    <Card>
      <EmptyState
        title={t(TEXT.none)}
        action={
          mayChange && (
            <div className="flex flex-wrap justify-center gap-2 pt-2">
              <Button onClick={() => show({ kind: "paste" })}>{t(TEXT.paste)}</Button>
              <Button onClick={() => show({ kind: "upload" })}>{t(TEXT.upload)}</Button>
            </div>
          )
        }
      >
        {t(TEXT.noneNote)}
      </EmptyState>
    </Card>
  );
}
