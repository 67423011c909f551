// Everything that can be done with one account.

import {
  Ban,
  CirclePlay,
  Download,
  Gauge,
  KeyRound,
  Link2,
  ListTree,
  LogIn,
  MoreHorizontal,
  Pencil,
  RefreshCw,
  RotateCcw,
  ScrollText,
  Trash2,
} from "lucide-react";
import { useState } from "react";

import { useText } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Menu, type MenuEntry } from "../../ui/menu.tsx";
import { type AccountCommands, useAccountCommands } from "./account-commands.ts";
import type { Account } from "./accounts-query.ts";
import { standingOf } from "./account-standing.ts";
import { accountLinks } from "./links.ts";
import { TEXT } from "./messages.ts";
import { useAccountName } from "./use-account-name.ts";

/** The menu itself comes with the first click: a list has many of these buttons. */
export function AccountMenu({ account }: { readonly account: Account }) {
  const t = useText();
  const commands = useAccountCommands();
  const name = useAccountName(account);
  const [isWanted, setWanted] = useState(false);
  const label = t(TEXT.more, { name });
  const trigger = (
    <Button
      kind="quiet"
      size="small"
      className="size-7 px-0"
      aria-label={label}
      title={label}
      aria-haspopup="menu"
      onClick={isWanted ? undefined : () => setWanted(true)}
    >
      <MoreHorizontal aria-hidden className="size-4" />
    </Button>
  );
  if (!isWanted) return trigger;
  return <Menu defaultOpen trigger={trigger} entries={entriesFor(account, commands, t)} />;
}

function entriesFor(
  account: Account,
  { mayChange, open, run, show }: AccountCommands,
  t: ReturnType<typeof useText>,
): readonly (readonly MenuEntry[])[] {
  const id = account.account_id;
  const icon = "size-4";
  const looks: readonly MenuEntry[] = [
    { label: t(TEXT.models), icon: <ListTree className={icon} />, onSelect: () => open(id, "models") },
    { label: t(TEXT.addresses), icon: <Link2 className={icon} />, onSelect: () => open(id, "clients") },
    { label: t(TEXT.showRequests), icon: <ScrollText className={icon} />, href: accountLinks.requests(id) },
    { label: t(TEXT.showQuota), icon: <Gauge className={icon} />, href: accountLinks.quota(account.display_name) },
  ];
  if (!mayChange) return [looks];
  return [
    [
      { label: t(TEXT.edit), icon: <Pencil className={icon} />, onSelect: () => open(id, "settings") },
      account.paused
        ? {
            label: t(TEXT.enable),
            icon: <CirclePlay className={icon} />,
            onSelect: () => void run([account], { action: "reactivate" }),
          }
        : {
            label: t(TEXT.disable),
            icon: <Ban className={icon} />,
            onSelect: () => void run([account], { action: "pause" }),
          },
      ...restEntries(account, run, t),
    ],
    looks,
    [
      {
        label: t(TEXT.refreshQuota),
        icon: <RefreshCw className={icon} />,
        onSelect: () => void run([account], { action: "refresh_quota" }),
      },
      ...(account.kind === "login"
        ? [
            {
              label: t(TEXT.refreshToken),
              icon: <KeyRound className={icon} />,
              onSelect: () => void run([account], { action: "refresh_token" }),
            },
            { label: t(TEXT.signInAgain), icon: <LogIn className={icon} />, href: accountLinks.signInAgain(id) },
          ]
        : []),
      {
        label: t(TEXT.download),
        icon: <Download className={icon} />,
        onSelect: () => show({ kind: "export", accounts: [account] }),
      },
    ],
    [
      {
        label: t(TEXT.delete),
        icon: <Trash2 className={icon} />,
        danger: true,
        onSelect: () => show({ kind: "delete", accounts: [account] }),
      },
    ],
  ];
}

function restEntries(
  account: Account,
  run: AccountCommands["run"],
  t: ReturnType<typeof useText>,
): readonly MenuEntry[] {
  if (account.problem === null || standingOf(account) === "needs_you") return [];
  const onSelect = (): void => void run([account], { action: "reset_cooldown" });
  return [{ label: t(TEXT.restore), icon: <RotateCcw className="size-4" />, onSelect }];
}
