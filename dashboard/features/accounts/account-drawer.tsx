// One account in full, beside the list: its address can be sent to somebody else.

import { RefreshCw } from "lucide-react";

import { useText } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { EmptyState, ErrorState, Skeleton } from "../../ui/states.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { ApiFailure } from "../../lib/api.ts";
import { useIsActing } from "./account-actions.ts";
import { useAccountCommands } from "./account-commands.ts";
import { AccountControls } from "./account-controls.tsx";
import { type AccountDetails, useAccount } from "./account-query.ts";
import { StateBadge } from "./account-state.tsx";
import { DRAWER_TABS, type DrawerTab } from "./accounts-search.ts";
import { ClientsTab } from "./clients-tab.tsx";
import { DiagnosisTab } from "./diagnosis-tab.tsx";
import { DRAWER_TEXT, TAB_TEXT } from "./drawer-messages.ts";
import { HistoryTab } from "./history-tab.tsx";
import { TEXT } from "./messages.ts";
import { ModelsTab } from "./models-tab.tsx";
import { OverviewTab } from "./overview-tab.tsx";
import { RequestsTab } from "./requests-tab.tsx";
import { SettingsTab } from "./settings-tab.tsx";
import { TrendTab } from "./trend-tab.tsx";
import { UnsavedGuard, useLeave } from "./unsaved.tsx";
import { useAccountName } from "./use-account-name.ts";
import { useAccountsSearch } from "./use-accounts-search.ts";

export function AccountDrawer({
  accountId,
  onClose,
}: {
  readonly accountId: string | null;
  readonly onClose: () => void;
}) {
  if (accountId === null) return null;
  return (
    <UnsavedGuard key={accountId}>
      <OpenDrawer accountId={accountId} onClose={onClose} />
    </UnsavedGuard>
  );
}

/** One dialog from the first moment: what is in it changes, and the focus stays where it was put. */
function OpenDrawer({ accountId, onClose }: { readonly accountId: string; readonly onClose: () => void }) {
  const t = useText();
  const leave = useLeave();
  const { data: account, error, isError, refetch } = useAccount(accountId);
  const isGone = error instanceof ApiFailure && error.code === "account_not_found";
  return (
    <Dialog
      open
      place="drawer"
      onClose={() => leave(onClose)}
      title={account === undefined ? t(TEXT.account) : <DrawerTitle account={account} />}
      actions={account !== undefined && !isGone ? <DrawerActions account={account} /> : undefined}
    >
      {isGone ? (
        <EmptyState title={t(DRAWER_TEXT.gone)} action={<Button onClick={onClose}>{t(DRAWER_TEXT.toList)}</Button>}>
          {t(DRAWER_TEXT.goneNote)}
        </EmptyState>
      ) : account !== undefined ? (
        <DrawerBody account={account} />
      ) : isError ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <Skeleton className="h-80" />
      )}
    </Dialog>
  );
}

interface Shown {
  readonly account: AccountDetails;
}

function DrawerTitle({ account }: Shown) {
  const name = useAccountName(account);
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-2">
      <span className="min-w-0 truncate">{name}</span>
      <StateBadge account={account} />
    </span>
  );
}

function DrawerActions({ account }: Shown) {
  const t = useText();
  const { mayChange, run } = useAccountCommands();
  const isActing = useIsActing();
  return (
    <>
      {mayChange && (
        <Button
          busy={isActing}
          icon={<RefreshCw aria-hidden className="size-4" />}
          onClick={() => void run([account], { action: "refresh_quota" })}
        >
          {t(TEXT.refreshQuota)}
        </Button>
      )}
      <span className="grow" />
      <AccountControls account={account} />
    </>
  );
}

function DrawerBody({ account }: Shown) {
  const t = useText();
  const { search, change } = useAccountsSearch();
  const leave = useLeave();
  const tab = search.tab ?? "overview";
  return (
    <div className="flex flex-col gap-4">
      <Tabs<DrawerTab>
        label={t(DRAWER_TEXT.sections)}
        value={tab}
        onChange={(next) => leave(() => change({ tab: next === "overview" ? undefined : next }))}
        tabs={DRAWER_TABS.map((id) => ({ id, label: t(TAB_TEXT[id]) }))}
      />
      <TabBody tab={tab} account={account} />
    </div>
  );
}

function TabBody({ tab, account }: Shown & { readonly tab: DrawerTab }) {
  switch (tab) {
    case "overview":
      return <OverviewTab account={account} />;
    case "trend":
      return <TrendTab account={account} />;
    case "settings":
      return <SettingsTab account={account} />;
    case "models":
      return <ModelsTab account={account} />;
    case "clients":
      return <ClientsTab account={account} />;
    case "requests":
      return <RequestsTab account={account} />;
    case "diagnosis":
      return <DiagnosisTab account={account} />;
    case "history":
      return <HistoryTab account={account} />;
  }
}
