// Who an account is: its name, which opens it, what it belongs to, its file and its stable index.

import { toast } from "sonner";

import { copyText } from "../../lib/copy-text.ts";
import { cx } from "../../lib/cx.ts";
import { useText } from "../../lib/i18n.ts";
import { planName } from "../../lib/plan-name.ts";
import { providerName } from "../../lib/provider-name.ts";
import { Badge } from "../../ui/badge.tsx";
import { Private } from "../../ui/private.tsx";
import { useAccountCommands } from "./account-commands.ts";
import type { Account } from "./accounts-query.ts";
import { TEXT } from "./messages.ts";
import { useAccountName } from "./use-account-name.ts";

export function AccountIdentity({ account }: { readonly account: Account }) {
  const t = useText();
  const { open } = useAccountCommands();
  const name = useAccountName(account);
  const copy = async (): Promise<void> => {
    await copyText(account.auth_index);
    toast.success(t(TEXT.indexCopied));
  };
  const plan = planName(account.plan_type);
  return (
    <div className="flex min-w-0 flex-col gap-0.5">
      <div className="flex min-w-0 items-center gap-1.5">
        <button
          type="button"
          aria-label={t(TEXT.openAccount, { name })}
          onClick={() => open(account.account_id)}
          className={cx(
            "min-w-0 truncate text-left font-medium hover:text-accent hover:underline",
            account.paused && "text-soft",
          )}
        >
          {name}
        </button>
        <Badge className="shrink-0">{providerName(account.upstream)}</Badge>
        {plan !== null && (
          <Badge className="shrink-0" tone={account.paused ? "plain" : "accent"}>
            {plan}
          </Badge>
        )}
      </div>
      <p className="flex min-w-0 gap-1.5 text-xs text-soft">
        {account.file_name === null ? (
          <span>{t(TEXT.inConfig)}</span>
        ) : (
          <Private className="truncate">{account.file_name}</Private>
        )}
        <span aria-hidden>·</span>
        <button
          type="button"
          title={t(TEXT.copyIndex)}
          aria-label={`${t(TEXT.copyIndex)} ${account.auth_index}`}
          className="shrink-0 rounded font-mono hover:text-ink hover:underline"
          onClick={() => void copy()}
        >
          {account.auth_index}
        </button>
      </p>
    </div>
  );
}
