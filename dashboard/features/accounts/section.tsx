// A headed part of the drawer.

import type { ReactNode } from "react";

export function Section({
  title,
  note,
  children,
}: {
  readonly title: string;
  readonly note?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section className="flex min-w-0 flex-col gap-2">
      <div>
        <h3 className="text-sm font-semibold">{title}</h3>
        {note !== undefined && <p className="text-xs text-soft">{note}</p>}
      </div>
      {children}
    </section>
  );
}
