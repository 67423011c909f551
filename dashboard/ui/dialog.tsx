// A question or a form over the page; on a phone it fills the screen.

import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { type ReactNode, useRef } from "react";

import { cx } from "../lib/cx.ts";
import { useText } from "../lib/i18n.ts";
import { IconButton } from "./icon-button.tsx";
import { UI_TEXT } from "./messages.ts";

export interface DialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: ReactNode;
  readonly note?: ReactNode;
  readonly children: ReactNode;
  /** Buttons, the main one last. */
  readonly actions?: ReactNode;
  /** `drawer` stands at the right and leaves the page in sight. */
  readonly place?: "middle" | "drawer";
  readonly wide?: boolean;
}

export function Dialog({ open, onClose, title, note, children, actions, place = "middle", wide = false }: DialogProps) {
  const t = useText();
  const isDrawer = place === "drawer";
  const popup = useRef<HTMLDivElement>(null);
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-black/40 transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Popup
          ref={popup}
          // A drawer is there to be read, a dialog to be answered.
          initialFocus={isDrawer ? popup : true}
          className={cx(
            "fixed z-40 flex flex-col border bg-raised shadow-card outline-none transition-all",
            isDrawer
              ? "inset-y-0 right-0 w-full data-ending-style:translate-x-full data-starting-style:translate-x-full sm:w-[min(45rem,92vw)]"
              : "inset-x-0 bottom-0 max-h-[92dvh] rounded-t-xl data-ending-style:opacity-0 data-starting-style:opacity-0 sm:inset-x-auto sm:top-1/2 sm:bottom-auto sm:left-1/2 sm:-translate-x-1/2 sm:-translate-y-1/2 sm:rounded-xl",
            !isDrawer && (wide ? "sm:w-[min(56rem,94vw)]" : "sm:w-[min(32rem,94vw)]"),
          )}
        >
          <header className="flex items-start gap-3 border-b px-5 py-3">
            <div className="min-w-0 grow">
              <Base.Title className="text-base font-semibold">{title}</Base.Title>
              {note !== undefined && <Base.Description className="text-sm text-soft">{note}</Base.Description>}
            </div>
            <IconButton label={t(UI_TEXT.close)} size="small" onClick={onClose}>
              <X aria-hidden className="size-4" />
            </IconButton>
          </header>
          <div className="min-h-0 grow overflow-y-auto px-5 py-4">{children}</div>
          {actions !== undefined && (
            <footer className="flex flex-wrap justify-end gap-2 border-t px-5 py-3">{actions}</footer>
          )}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
