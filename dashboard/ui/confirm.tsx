// The last question before something is lost.

import { type ReactNode, useState } from "react";

import { useText } from "../lib/i18n.ts";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { UI_TEXT } from "./messages.ts";

export interface ConfirmProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: ReactNode;
  readonly children: ReactNode;
  /** What the button says, e.g. `Delete 3 accounts`. */
  readonly action: string;
  readonly danger?: boolean;
  /** The dialog closes once it has resolved. */
  readonly onConfirm: () => Promise<unknown>;
  /** A gentler way, offered before: disable instead of delete. */
  readonly instead?: ReactNode;
}

export function Confirm({ open, onClose, title, children, action, danger = false, onConfirm, instead }: ConfirmProps) {
  const t = useText();
  const [busy, setBusy] = useState(false);
  const confirm = async (): Promise<void> => {
    setBusy(true);
    try {
      await onConfirm();
      onClose();
    } catch {
      // Whoever asked tells what went wrong; the question stays.
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={title}
      actions={
        <>
          <Button onClick={onClose}>{t(UI_TEXT.cancel)}</Button>
          {instead}
          <Button kind={danger ? "danger" : "primary"} busy={busy} onClick={() => void confirm()}>
            {action}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}
