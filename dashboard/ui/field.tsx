// A labelled input with its help and its error.

import { Field as Base } from "@base-ui/react/field";
import type { InputHTMLAttributes, ReactNode, Ref, TextareaHTMLAttributes } from "react";

import { cx } from "../lib/cx.ts";

export const INPUT_CLASS =
  "w-full min-w-0 rounded-md border bg-surface px-3 text-ink placeholder:text-soft/70 disabled:opacity-60 aria-invalid:border-bad";

interface FieldProps {
  readonly label: ReactNode;
  readonly help?: ReactNode;
  readonly error?: string | undefined;
  readonly children: ReactNode;
  readonly className?: string;
}

/** Give it a Base UI control, or `TextInput`, `TextArea`. */
export function Field({ label, help, error, children, className }: FieldProps) {
  return (
    <Base.Root invalid={error !== undefined} className={cx("flex min-w-0 flex-col gap-1", className)}>
      <Base.Label className="text-sm font-medium">{label}</Base.Label>
      {children}
      {help !== undefined && <Base.Description className="text-xs text-soft">{help}</Base.Description>}
      {error !== undefined && (
        <Base.Error match className="text-xs text-bad">
          {error}
        </Base.Error>
      )}
    </Base.Root>
  );
}

export function TextInput({
  className,
  ...rest
}: InputHTMLAttributes<HTMLInputElement> & { readonly ref?: Ref<HTMLInputElement> }) {
  return <Base.Control {...rest} className={cx(INPUT_CLASS, "h-9", className)} />;
}

export function TextArea({
  className,
  ...rest
}: TextareaHTMLAttributes<HTMLTextAreaElement> & { readonly ref?: Ref<HTMLTextAreaElement> }) {
  return (
    <Base.Control
      render={<textarea {...rest} />}
      className={cx(INPUT_CLASS, "min-h-24 py-2 font-mono text-xs", className)}
    />
  );
}
