// A key serves like an account, and its state, its requests and its quota stand there.

import { addressOf } from "../../lib/address-of.ts";
import { useText } from "../../lib/i18n.ts";
import { TEXT } from "./messages.ts";

export function AccountLink({ accountId, name }: { readonly accountId: string; readonly name: string }) {
  const t = useText();
  return (
    <a
      href={addressOf("/accounts", { account: accountId })}
      title={t(TEXT.toAccount)}
      className="max-w-full self-start truncate font-mono text-xs underline decoration-line underline-offset-2 hover:text-accent"
    >
      {name}
    </a>
  );
}
