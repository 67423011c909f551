// One of a few.

import { Select as Base } from "@base-ui/react/select";
import { Check, ChevronsUpDown } from "lucide-react";

import { cx } from "../lib/cx.ts";

export interface Option<Value extends string> {
  readonly value: Value;
  readonly label: string;
}

export function Select<Value extends string>({
  options,
  value,
  onChange,
  label,
  className,
}: {
  readonly options: readonly Option<Value>[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  /** Read out; in a Field its label is enough. */
  readonly label?: string;
  readonly className?: string;
}) {
  return (
    <Base.Root items={options} value={value} onValueChange={(next) => next !== null && onChange(next)}>
      <Base.Trigger
        aria-label={label}
        className={cx(
          "flex h-9 min-w-0 items-center justify-between gap-2 rounded-md border bg-surface px-3 text-left",
          className,
        )}
      >
        <Base.Value className="truncate" />
        <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-soft" />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-50">
          <Base.Popup className="max-h-80 min-w-(--anchor-width) overflow-y-auto rounded-md border bg-raised p-1 shadow-card">
            {options.map((option) => (
              <Base.Item
                key={option.value}
                value={option.value}
                className="flex cursor-default items-center gap-2 rounded px-2 py-1.5 text-sm outline-none data-highlighted:bg-sunken"
              >
                <Base.ItemIndicator className="order-last ml-auto">
                  <Check aria-hidden className="size-4 text-accent" />
                </Base.ItemIndicator>
                <Base.ItemText>{option.label}</Base.ItemText>
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
