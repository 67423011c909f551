// Tabs with counts: which part of a page is shown.

import { Tabs as Base } from "@base-ui/react/tabs";
import { type ReactNode, useEffect, useRef } from "react";

export interface Tab<Id extends string> {
  readonly id: Id;
  readonly label: ReactNode;
  readonly count?: number;
}

export function Tabs<Id extends string>({
  tabs,
  value,
  onChange,
  label,
}: {
  readonly tabs: readonly Tab<Id>[];
  readonly value: Id;
  readonly onChange: (id: Id) => void;
  /** What is chosen here, for who does not see it. */
  readonly label: string;
}) {
  const list = useRef<HTMLDivElement>(null);
  // Where there is no room for all, the chosen one may stand outside: a link leads to it, or a key.
  useEffect(() => {
    const row = list.current;
    const chosen = row?.querySelector<HTMLElement>("[data-active]");
    if (row === null || chosen == null) return;
    row.scrollLeft = chosen.offsetLeft - (row.clientWidth - chosen.offsetWidth) / 2;
  }, [value]);
  return (
    <Base.Root value={value} onValueChange={(next: Id) => onChange(next)}>
      <Base.List
        ref={list}
        aria-label={label}
        className="relative flex max-w-full gap-1 overflow-x-auto rounded-lg bg-sunken p-1"
      >
        {tabs.map(({ id, label: name, count }) => (
          <Base.Tab
            key={id}
            value={id}
            className="flex shrink-0 items-center gap-1.5 rounded-md px-3 py-1 text-sm text-soft data-active:bg-chosen data-active:font-medium data-active:text-ink data-active:shadow-card"
          >
            {name}
            {count !== undefined && <span className="text-xs text-soft">{count}</span>}
          </Base.Tab>
        ))}
      </Base.List>
    </Base.Root>
  );
}
