// What else can be done with a thing: opened by a button, one entry a line.

import { Menu as Base } from "@base-ui/react/menu";
import type { ReactElement, ReactNode } from "react";

import { cx } from "../lib/cx.ts";

export interface MenuEntry {
  readonly label: string;
  readonly icon?: ReactNode;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  /** What is clicked happens, or is gone to. */
  readonly onSelect?: () => void;
  readonly href?: string;
}

const ITEM =
  "flex cursor-default items-center gap-2 rounded px-2 py-1.5 text-sm outline-none select-none data-disabled:opacity-50 data-highlighted:bg-sunken";

export function Menu({
  trigger,
  entries,
  defaultOpen = false,
}: {
  /** A button that carries its own name. */
  readonly trigger: ReactElement;
  /** Groups with a line between. */
  readonly entries: readonly (readonly MenuEntry[])[];
  readonly defaultOpen?: boolean;
}) {
  return (
    <Base.Root defaultOpen={defaultOpen} modal={false}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align="end" className="z-50">
          <Base.Popup className="max-h-96 min-w-48 overflow-y-auto rounded-md border bg-raised p-1 shadow-card outline-none">
            {entries
              .filter((group) => group.length > 0)
              .map((group, index) => (
                <div key={index} role="group" className="not-first:mt-1 not-first:border-t not-first:pt-1">
                  {group.map((entry) => (
                    <Entry key={entry.label} entry={entry} />
                  ))}
                </div>
              ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

function Entry({
  entry: { label, icon, danger = false, disabled = false, onSelect, href },
}: {
  readonly entry: MenuEntry;
}) {
  const className = cx(ITEM, danger && "text-bad");
  const inside = (
    <>
      <span aria-hidden className="flex size-4 items-center justify-center">
        {icon}
      </span>
      {label}
    </>
  );
  if (href !== undefined) {
    return (
      <Base.LinkItem href={href} closeOnClick className={className}>
        {inside}
      </Base.LinkItem>
    );
  }
  return (
    <Base.Item disabled={disabled} onClick={onSelect} className={className}>
      {inside}
    </Base.Item>
  );
}
