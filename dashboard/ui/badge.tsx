// A short word with a tone. The tone is never the only sign: the word says it too.

import type { ReactNode } from "react";

import { cx } from "../lib/cx.ts";

export type Tone = "good" | "warn" | "bad" | "accent" | "plain";

const TONES: Readonly<Record<Tone, string>> = {
  good: "bg-good-soft text-good",
  warn: "bg-warn-soft text-warn",
  bad: "bg-bad-soft text-bad",
  accent: "bg-accent-soft text-accent",
  plain: "bg-sunken text-soft",
};

export function Badge({
  tone = "plain",
  icon,
  children,
  className,
}: {
  readonly tone?: Tone;
  readonly icon?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
}) {
  return (
    <span
      className={cx(
        "inline-flex max-w-full items-center gap-1 rounded-full px-2 py-0.5 text-xs font-medium",
        TONES[tone],
        className,
      )}
    >
      {icon}
      <span className="truncate">{children}</span>
    </span>
  );
}
