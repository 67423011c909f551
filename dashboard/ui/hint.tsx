// The name of a button that is only an icon, shown on hover and focus. It is read out from the button itself, so that the hint is
// for eyes alone.

import { Tooltip } from "@base-ui/react/tooltip";
import type { ReactElement, ReactNode } from "react";

export function Hint({ text, children }: { readonly text: ReactNode; readonly children: ReactElement }) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger render={children} />
      <Tooltip.Portal>
        <Tooltip.Positioner aria-hidden sideOffset={6} className="z-50">
          <Tooltip.Popup className="max-w-80 rounded-md bg-ink px-2 py-1 text-xs text-ground shadow-card">
            {text}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
