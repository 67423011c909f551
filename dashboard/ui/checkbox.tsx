// Ticked, not ticked, or some of what stands under it. The browser's own box: lists have thousands of them.

import { useEffect, useRef } from "react";

import { cx } from "../lib/cx.ts";

export function Checkbox({
  checked,
  onChange,
  label,
  className,
}: {
  readonly checked: boolean | "some";
  readonly onChange: (checked: boolean) => void;
  readonly label: string;
  readonly className?: string;
}) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current !== null) box.current.indeterminate = checked === "some";
  }, [checked]);
  return (
    <input
      ref={box}
      type="checkbox"
      aria-label={label}
      checked={checked === true}
      onChange={(event) => onChange(event.currentTarget.checked)}
      className={cx("size-4 shrink-0 cursor-pointer accent-accent", className)}
    />
  );
}
