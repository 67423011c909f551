// What can be decided about an entry: the suggestion at one click, the rest in a menu.

import { Check, EllipsisVertical, EyeOff, LogIn, Play, RotateCcw, Square, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";

import { addressOf } from "../../lib/address-of.ts";
import { type Text, useText } from "../../lib/i18n.ts";
import { useMayChange } from "../../lib/session.ts";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Menu, type MenuEntry } from "../../ui/menu.tsx";
import { TEXT } from "./messages.ts";
import type { Candidate, QueueAct } from "./queue-query.ts";
import { type Acting, useAct } from "./use-act.ts";

export function CandidateActions({ candidate }: { readonly candidate: Candidate }) {
  const t = useText();
  const mayChange = useMayChange();
  const acting = useAct(candidate);
  const [isAsking, setAsking] = useState(false);
  if (!mayChange) return <span />;
  const act = (action: QueueAct): void =>
    action === "delete" ? setAsking(true) : void acting.act(action).catch(() => undefined);
  return (
    <div className="flex items-center gap-1 md:justify-end">
      <Main candidate={candidate} isBusy={acting.isBusy} onAct={act} />
      <Menu
        trigger={
          <IconButton label={t(TEXT.more, { name: acting.name })}>
            <EllipsisVertical aria-hidden className="size-4" />
          </IconButton>
        }
        entries={useEntries(candidate, act)}
      />
      {isAsking && <DeleteQuestion candidate={candidate} acting={acting} onClose={() => setAsking(false)} />}
    </div>
  );
}

interface MainProps {
  readonly candidate: Candidate;
  readonly isBusy: boolean;
  readonly onAct: (action: QueueAct) => void;
}

/** What is suggested, while it waits; the way back into the queue, once it does not. */
function Main({ candidate: { action, state, account_id, account_state }, isBusy, onAct }: MainProps) {
  const t = useText();
  if (state !== "pending") {
    return account_state === "gone" ? null : (
      <Button busy={isBusy} kind="quiet" onClick={() => onAct("reopen")}>
        {t(TEXT.reopen)}
      </Button>
    );
  }
  if (action === "relogin" && account_state !== "gone") {
    return (
      <a
        href={addressOf("/logins", { account: account_id })}
        className="inline-flex h-9 items-center rounded-md border bg-surface px-3 font-medium whitespace-nowrap hover:bg-sunken"
      >
        {t(TEXT.relogin)}
      </a>
    );
  }
  const act: QueueAct = account_state === "gone" || action === "relogin" ? "resolve" : action;
  return (
    <Button busy={isBusy} onClick={() => onAct(act)}>
      {t(TEXT[act])}
    </Button>
  );
}

function useEntries(candidate: Candidate, onAct: (action: QueueAct) => void): readonly (readonly MenuEntry[])[] {
  const t = useText();
  const { state, account_id, account_state } = candidate;
  const entry = (action: QueueAct, icon: ReactNode, danger = false): MenuEntry => ({
    ...{ label: t(TEXT[action] satisfies Text), icon, danger },
    onSelect: () => onAct(action),
  });
  const decisions =
    state === "pending"
      ? [entry("ignore", <EyeOff className="size-4" />), entry("resolve", <Check className="size-4" />)]
      : [entry("reopen", <RotateCcw className="size-4" />)];
  if (account_state === "gone") return [decisions];
  const login = {
    label: t(TEXT.relogin),
    icon: <LogIn className="size-4" />,
    href: addressOf("/logins", { account: account_id }),
  };
  return [
    decisions,
    [
      login,
      entry("enable", <Play className="size-4" />),
      ...(account_state === "active" ? [entry("disable", <Square className="size-4" />)] : []),
    ],
    [entry("delete", <Trash2 className="size-4" />, true)],
  ];
}

interface DeleteQuestionProps {
  readonly candidate: Candidate;
  readonly acting: Acting;
  readonly onClose: () => void;
}

function DeleteQuestion({ candidate: { account_state }, acting, onClose }: DeleteQuestionProps) {
  const t = useText();
  return (
    <Confirm
      open
      onClose={onClose}
      title={t(TEXT.deleteTitle, { name: acting.name })}
      action={t(TEXT.delete)}
      danger
      onConfirm={() => acting.act("delete")}
      instead={
        account_state === "active" && (
          <Button onClick={() => void acting.act("disable").then(onClose, () => undefined)}>
            {t(TEXT.disableInstead)}
          </Button>
        )
      }
    >
      {t(TEXT.deleteNote)}
    </Confirm>
  );
}
