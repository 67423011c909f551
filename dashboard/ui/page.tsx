// A page: its heading, its actions, and what it shows.

import type { ReactNode } from "react";

import { cx } from "../lib/cx.ts";

export function Page({
  title,
  note,
  actions,
  narrow = false,
  children,
}: {
  readonly title: ReactNode;
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
  /** As wide as text is read well. */
  readonly narrow?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <div
      className={cx("mx-auto flex w-full flex-col gap-4 px-4 py-5 sm:px-6", narrow ? "max-w-4xl" : "max-w-[100rem]")}
    >
      <header className="flex flex-wrap items-end gap-x-4 gap-y-2">
        <div className="min-w-0 grow">
          <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
          {note !== undefined && <p className="text-sm text-soft">{note}</p>}
        </div>
        {actions !== undefined && <div className="flex flex-wrap gap-2">{actions}</div>}
      </header>
      {children}
    </div>
  );
}
