// What was typed and not saved yet is not lost by a slip: whoever leaves it is asked first.

import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";

import { useText } from "../../lib/i18n.ts";
import { Confirm } from "../../ui/confirm.tsx";
import { DRAWER_TEXT } from "./drawer-messages.ts";

interface Unsaved {
  set(isUnsaved: boolean): void;
  /** Goes at once where nothing would be lost. */
  leave(go: () => void): void;
}

const UnsavedContext = createContext<Unsaved>({ set: () => undefined, leave: (go) => go() });

export function UnsavedGuard({ children }: { readonly children: ReactNode }) {
  const t = useText();
  const isUnsaved = useRef(false);
  const [asked, setAsked] = useState<{ readonly go: () => void } | null>(null);
  const set = useCallback((next: boolean) => void (isUnsaved.current = next), []);
  const leave = useCallback((go: () => void) => (isUnsaved.current ? setAsked({ go }) : go()), []);
  const guard = useMemo(() => ({ set, leave }), [set, leave]);
  return (
    <UnsavedContext value={guard}>
      {children}
      <Confirm
        open={asked !== null}
        danger
        onClose={() => setAsked(null)}
        title={t(DRAWER_TEXT.unsaved)}
        action={t(DRAWER_TEXT.discard)}
        onConfirm={async () => asked?.go()}
      >
        {t(DRAWER_TEXT.unsavedNote)}
      </Confirm>
    </UnsavedContext>
  );
}

/** Runs what leads away from the form, after the question where there is one. */
export function useLeave(): Unsaved["leave"] {
  return useContext(UnsavedContext).leave;
}

/** For a form: whether it has what would be lost. */
export function useUnsaved(isUnsaved: boolean): void {
  const { set } = useContext(UnsavedContext);
  useEffect(() => {
    set(isUnsaved);
    return () => set(false);
  }, [set, isUnsaved]);
}
