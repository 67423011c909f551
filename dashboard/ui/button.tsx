// Buttons: one filled a page at most, the rest quiet; what destroys is red.

import { LoaderCircle } from "lucide-react";
import type { ButtonHTMLAttributes, ReactNode } from "react";

import { cx } from "../lib/cx.ts";

export interface ButtonLook {
  readonly kind?: "primary" | "plain" | "quiet" | "danger" | undefined;
  readonly size?: "small" | "normal" | undefined;
}

export interface ButtonProps extends ButtonLook, ButtonHTMLAttributes<HTMLButtonElement> {
  readonly icon?: ReactNode;
  /** Shows that it works, and takes no second click. */
  readonly busy?: boolean;
}

const KINDS: Readonly<Record<NonNullable<ButtonLook["kind"]>, string>> = {
  primary: "bg-accent text-accent-ink hover:brightness-95",
  plain: "border bg-surface text-ink hover:bg-sunken",
  quiet: "text-soft hover:bg-sunken hover:text-ink",
  danger: "bg-bad text-white dark:text-black hover:brightness-95",
};

/** For what looks like a button and is none: a link. */
export function buttonClass({ kind = "plain", size = "normal" }: ButtonLook): string {
  return cx(
    "inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md font-medium whitespace-nowrap transition-colors",
    "disabled:cursor-not-allowed disabled:opacity-50",
    size === "small" ? "h-7 px-2 text-xs" : "h-9 px-3",
    KINDS[kind],
  );
}

export function Button({ kind, size, icon, busy = false, children, className, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      disabled={busy || rest.disabled === true}
      aria-busy={busy || undefined}
      className={cx(buttonClass({ kind, size }), className)}
    >
      {busy ? <LoaderCircle aria-hidden className="size-4 animate-spin" /> : icon}
      {children}
    </button>
  );
}
