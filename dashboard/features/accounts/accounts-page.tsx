// The accounts page: is anything wrong, which account is it, and what can be done about it.

import { ClipboardPaste, LogIn, RefreshCw, Upload } from "lucide-react";
import { useMemo, useState } from "react";

import { useText } from "../../lib/i18n.ts";
import { useMayChange } from "../../lib/session.ts";
import { Button } from "../../ui/button.tsx";
import { LinkButton } from "../../ui/link-button.tsx";
import { Page } from "../../ui/page.tsx";
import { ErrorState } from "../../ui/states.tsx";
import { type AccountCommands, type AccountDialog, CommandsContext, useAccountCommands } from "./account-commands.ts";
import { AccountDialogs } from "./account-dialogs.tsx";
import { AccountDrawer } from "./account-drawer.tsx";
import { useRunWish } from "./account-actions.ts";
import { AccountsList } from "./accounts-list.tsx";
import { useAccounts } from "./accounts-query.ts";
import { AccountsSkeleton } from "./accounts-skeleton.tsx";
import { accountLinks } from "./links.ts";
import { TEXT } from "./messages.ts";
import { useAccountsSearch } from "./use-accounts-search.ts";

export function AccountsPage() {
  const t = useText();
  const accounts = useAccounts();
  const mayChange = useMayChange();
  const { search, change } = useAccountsSearch();
  const run = useRunWish();
  const [dialog, show] = useState<AccountDialog | null>(null);
  const commands = useMemo<AccountCommands>(
    () => ({ mayChange, run, show, open: (account, tab) => change({ account, tab }, { keep: true }) }),
    [mayChange, run, change],
  );
  return (
    <CommandsContext value={commands}>
      <Page
        title={t(TEXT.title)}
        note={t(TEXT.note)}
        actions={<PageActions busy={accounts.isRefetching} onRefresh={() => void accounts.refetch()} />}
      >
        {accounts.data === undefined ? (
          accounts.isError ? (
            <ErrorState error={accounts.error} onRetry={() => void accounts.refetch()} />
          ) : (
            <AccountsSkeleton />
          )
        ) : (
          <AccountsList list={accounts.data} />
        )}
      </Page>
      <AccountDialogs dialog={dialog} onClose={() => show(null)} />
      <AccountDrawer
        accountId={search.account ?? null}
        onClose={() => change({ account: undefined, tab: undefined })}
      />
    </CommandsContext>
  );
}

function PageActions({ busy, onRefresh }: { readonly busy: boolean; readonly onRefresh: () => void }) {
  const t = useText();
  const { mayChange, show } = useAccountCommands();
  return (
    <>
      <Button busy={busy} icon={<RefreshCw aria-hidden className="size-4" />} onClick={onRefresh}>
        {t(TEXT.refresh)}
      </Button>
      {mayChange && (
        <>
          <Button icon={<ClipboardPaste aria-hidden className="size-4" />} onClick={() => show({ kind: "paste" })}>
            {t(TEXT.paste)}
          </Button>
          <Button icon={<Upload aria-hidden className="size-4" />} onClick={() => show({ kind: "upload" })}>
            {t(TEXT.upload)}
          </Button>
          <LinkButton kind="primary" href={accountLinks.signIn} icon={<LogIn aria-hidden className="size-4" />}>
            {t(TEXT.signIn)}
          </LinkButton>
        </>
      )}
    </>
  );
}
