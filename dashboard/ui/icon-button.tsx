// A button that is only an icon: its name is read out and shown on hover.

import type { ReactNode } from "react";

import { cx } from "../lib/cx.ts";
import { Button, type ButtonProps } from "./button.tsx";
import { Hint } from "./hint.tsx";

export interface IconButtonProps extends Omit<ButtonProps, "icon" | "children"> {
  readonly label: string;
  readonly children: ReactNode;
}

export function IconButton({ label, children, className, kind = "quiet", size, ...rest }: IconButtonProps) {
  return (
    <Hint text={label}>
      <Button
        {...rest}
        kind={kind}
        aria-label={label}
        className={cx(size === "small" ? "size-7" : "size-9", "px-0", className)}
      >
        {children}
      </Button>
    </Hint>
  );
}
