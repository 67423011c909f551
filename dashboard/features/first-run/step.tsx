// One of the first steps: done, at hand, or still to come.

import { Check } from "lucide-react";
import type { ReactNode } from "react";

import { cx } from "../../lib/cx.ts";
import { useText } from "../../lib/i18n.ts";
import { TEXT } from "./messages.ts";

/** The line to the next step ends here. */
const LAST = 4;

export function Step({
  number,
  title,
  note,
  isDone,
  children,
}: {
  readonly number: number;
  readonly title: string;
  readonly note?: ReactNode;
  readonly isDone: boolean;
  readonly children?: ReactNode;
}) {
  const t = useText();
  return (
    <li className="relative grid grid-cols-[2rem_minmax(0,1fr)] gap-x-3 pb-8 last:pb-0 sm:gap-x-4">
      <div className="flex flex-col items-center">
        <span
          className={cx(
            "flex size-8 shrink-0 items-center justify-center rounded-full font-semibold",
            isDone ? "bg-good-soft text-good" : "bg-accent-soft text-accent",
          )}
        >
          {isDone ? <Check role="img" aria-label={t(TEXT.done)} className="size-4" /> : number}
        </span>
        <span aria-hidden className={cx("mt-2 w-px grow bg-line", number === LAST && "hidden")} />
      </div>
      <div className="flex min-w-0 flex-col gap-3 pt-1">
        <header>
          <h2 className="text-base font-semibold">{title}</h2>
          {note !== undefined && <div className="text-soft">{note}</div>}
        </header>
        {children}
      </div>
    </li>
  );
}
