// A sheet with a heading: what most pages are made of.

import type { ReactNode } from "react";

import { cx } from "../lib/cx.ts";

export interface CardProps {
  readonly title?: ReactNode;
  /** A line under the title. */
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
  /** Without room around what is in it: for tables. */
  readonly flush?: boolean;
}

export function Card({ title, note, actions, children, className, flush = false }: CardProps) {
  return (
    <section className={cx("min-w-0 rounded-xl border bg-surface shadow-card", className)}>
      {title !== undefined && (
        <header className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 pt-3 pb-2">
          <div className="min-w-0 grow basis-48">
            <h2 className="font-semibold">{title}</h2>
            {note !== undefined && <p className="text-xs text-soft">{note}</p>}
          </div>
          {actions}
        </header>
      )}
      <div className={cx(!flush && "px-4 pb-4", !flush && title === undefined && "pt-4")}>{children}</div>
    </section>
  );
}
