// What is done with the ticked accounts: a bar at the foot of the page as long as something is ticked.

import {
  Ban,
  CirclePlay,
  Download,
  KeyRound,
  ListChecks,
  MoreHorizontal,
  Pencil,
  RefreshCw,
  RotateCcw,
  Trash2,
  X,
} from "lucide-react";

import { wholeNumber } from "../../lib/format.ts";
import { useText } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Menu, type MenuEntry } from "../../ui/menu.tsx";
import { useIsActing } from "./account-actions.ts";
import { useAccountCommands } from "./account-commands.ts";
import type { Account } from "./accounts-query.ts";
import { TEXT } from "./messages.ts";
import type { Selection } from "./selection.ts";
import type { Wish } from "./wishes.ts";

interface BatchBarProps {
  /** All there are, those that match the filters, and those on this page. */
  readonly accounts: readonly Account[];
  readonly found: readonly Account[];
  readonly page: readonly Account[];
  readonly selection: Selection;
}

export function BatchBar({ accounts, found, page, selection }: BatchBarProps) {
  const t = useText();
  const count = selection.ids.size;
  if (count === 0) return null;
  const chosen = accounts.filter(({ account_id }) => selection.ids.has(account_id));
  return (
    <div className="pointer-events-none sticky bottom-4 z-10 flex justify-center">
      <section
        aria-label={t(TEXT.selection)}
        className="pointer-events-auto flex max-w-full flex-wrap items-center justify-center gap-1.5 rounded-xl border bg-raised p-2 shadow-card"
      >
        <SelectionMenu found={found} page={page} selection={selection} />
        <BatchButtons chosen={chosen} />
        <IconButton label={t(TEXT.clearSelection)} onClick={selection.clear}>
          <X aria-hidden className="size-4" />
        </IconButton>
      </section>
    </div>
  );
}

function SelectionMenu({ found, page, selection }: Omit<BatchBarProps, "accounts">) {
  const t = useText();
  const idsOf = (of: readonly Account[]): readonly string[] => of.map(({ account_id }) => account_id);
  return (
    <Menu
      trigger={
        <Button kind="quiet" icon={<ListChecks aria-hidden className="size-4" />}>
          {t(TEXT.selected, { count: wholeNumber(selection.ids.size) })}
        </Button>
      }
      entries={[
        [
          {
            label: t(TEXT.selectThese, { count: wholeNumber(page.length) }),
            onSelect: () => selection.set(idsOf(page), true),
          },
          {
            label: t(TEXT.selectFiltered, { count: wholeNumber(found.length) }),
            onSelect: () => selection.set(idsOf(found), true),
          },
          { label: t(TEXT.invert), onSelect: () => selection.invert(idsOf(found)) },
        ],
        [{ label: t(TEXT.clearSelection), onSelect: selection.clear }],
      ]}
    />
  );
}

function BatchButtons({ chosen }: { readonly chosen: readonly Account[] }) {
  const t = useText();
  const { run, show } = useAccountCommands();
  const isActing = useIsActing();
  const icon = "size-4";
  const act = (action: Exclude<Wish["action"], "edit" | "append_note">) => () => void run(chosen, { action });
  const more: readonly MenuEntry[] = [
    { label: t(TEXT.restore), icon: <RotateCcw className={icon} />, onSelect: act("reset_cooldown") },
    { label: t(TEXT.refreshQuota), icon: <RefreshCw className={icon} />, onSelect: act("refresh_quota") },
    { label: t(TEXT.refreshToken), icon: <KeyRound className={icon} />, onSelect: act("refresh_token") },
    {
      label: t(TEXT.export),
      icon: <Download className={icon} />,
      onSelect: () => show({ kind: "export", accounts: chosen }),
    },
  ];
  return (
    <>
      <Button busy={isActing} icon={<CirclePlay aria-hidden className={icon} />} onClick={act("reactivate")}>
        {t(TEXT.enable)}
      </Button>
      <Button busy={isActing} icon={<Ban aria-hidden className={icon} />} onClick={act("pause")}>
        {t(TEXT.disable)}
      </Button>
      <Button
        icon={<Pencil aria-hidden className={icon} />}
        onClick={() => show({ kind: "edit_many", accounts: chosen })}
      >
        {t(TEXT.batchEdit)}
      </Button>
      <Button
        className="text-bad"
        icon={<Trash2 aria-hidden className={icon} />}
        onClick={() => show({ kind: "delete", accounts: chosen })}
      >
        {t(TEXT.deleteShort)}
      </Button>
      <Menu
        trigger={
          <Button aria-label={t(TEXT.batchMore)} className="w-9 px-0">
            <MoreHorizontal aria-hidden className={icon} />
          </Button>
        }
        entries={[more]}
      />
    </>
  );
}
