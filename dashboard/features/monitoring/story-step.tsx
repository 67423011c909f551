// One step of a request's story, on the line that leads from its arrival to its end.

import type { ReactNode } from "react";

import { cx } from "../../lib/cx.ts";

export interface StoryStepProps {
  readonly icon: ReactNode;
  readonly children: ReactNode;
  readonly tone?: "good" | "bad";
  readonly last?: boolean;
}

export function StoryStep({ icon, children, tone, last = false }: StoryStepProps) {
  const colour =
    tone === "good" ? "text-good bg-good-soft" : tone === "bad" ? "text-bad bg-bad-soft" : "bg-sunken text-soft";
  return (
    <li className="grid grid-cols-[1.75rem_1fr] gap-x-3">
      <span aria-hidden className="flex flex-col items-center">
        <span className={cx("flex size-7 shrink-0 items-center justify-center rounded-full", colour)}>{icon}</span>
        {!last && <span className="w-px grow bg-line" />}
      </span>
      <div className="flex min-w-0 flex-col gap-0.5 pt-1 pb-3">{children}</div>
    </li>
  );
}
