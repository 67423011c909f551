// Six digits of the authenticator app, and what they are given for.

import { useForm } from "react-hook-form";

import { errorText } from "../../lib/gateway-words.ts";
import { useText } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Field, TextInput } from "../../ui/field.tsx";
import { SECURITY_TEXT } from "./security-messages.ts";

export function CodeForm({
  action,
  danger = false,
  onCode,
}: {
  readonly action: string;
  readonly danger?: boolean;
  /** What it throws is shown at the field. */
  readonly onCode: (code: string) => Promise<void>;
}) {
  const t = useText();
  const { register, handleSubmit, setError, formState } = useForm({ defaultValues: { code: "" } });
  const submit = handleSubmit(async ({ code }) => {
    try {
      await onCode(code.trim());
    } catch (error) {
      setError("code", { message: errorText(error) });
    }
  });
  return (
    <form className="flex flex-col gap-3" onSubmit={(event) => void submit(event)}>
      <Field label={t(SECURITY_TEXT.code)} help={t(SECURITY_TEXT.codeHelp)} error={formState.errors.code?.message}>
        <TextInput
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={6}
          className="max-w-40 font-mono text-lg tracking-widest"
          {...register("code", { validate: (value) => /^\d{6}$/.test(value.trim()) || t(SECURITY_TEXT.codeWrong) })}
        />
      </Field>
      <Button type="submit" kind={danger ? "danger" : "primary"} className="self-start" busy={formState.isSubmitting}>
        {action}
      </Button>
    </form>
  );
}
