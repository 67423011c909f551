// Changing the operator's password.

import { useForm } from "react-hook-form";
import { toast } from "sonner";

import { PASSWORD_LENGTH } from "../../../src/domain/sign-in.ts";
import { errorText } from "../../lib/gateway-words.ts";
import { useText } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Field, TextInput } from "../../ui/field.tsx";
import { useChangePassword } from "./security-calls.ts";
import { SECURITY_TEXT } from "./security-messages.ts";

interface Passwords {
  readonly current: string;
  readonly next: string;
  readonly again: string;
}

export function PasswordCard() {
  const t = useText();
  const { register, handleSubmit, reset, setError, formState } = useForm<Passwords>({
    defaultValues: { current: "", next: "", again: "" },
  });
  const { mutateAsync } = useChangePassword();
  const { errors } = formState;
  const submit = handleSubmit(async ({ current, next }) => {
    try {
      await mutateAsync({ current_password: current, new_password: next });
      reset();
      toast.success(t(SECURITY_TEXT.changed));
    } catch (error) {
      setError("current", { message: errorText(error) });
    }
  });
  return (
    <Card title={t(SECURITY_TEXT.password)} note={t(SECURITY_TEXT.passwordNote)}>
      <form className="flex max-w-md flex-col gap-3" onSubmit={(event) => void submit(event)}>
        <Field label={t(SECURITY_TEXT.current)} error={errors.current?.message}>
          <TextInput
            type="password"
            autoComplete="current-password"
            {...register("current", { validate: (value) => value !== "" || t(SECURITY_TEXT.missing) })}
          />
        </Field>
        <Field label={t(SECURITY_TEXT.next)} error={errors.next?.message}>
          <TextInput
            type="password"
            autoComplete="new-password"
            maxLength={PASSWORD_LENGTH.most}
            {...register("next", {
              validate: (value) =>
                value.length >= PASSWORD_LENGTH.least || t(SECURITY_TEXT.tooShort, { count: PASSWORD_LENGTH.least }),
            })}
          />
        </Field>
        <Field label={t(SECURITY_TEXT.again)} error={errors.again?.message}>
          <TextInput
            type="password"
            autoComplete="new-password"
            {...register("again", { validate: (value, { next }) => value === next || t(SECURITY_TEXT.notSame) })}
          />
        </Field>
        <Button type="submit" className="self-start" busy={formState.isSubmitting}>
          {t(SECURITY_TEXT.change)}
        </Button>
      </form>
    </Card>
  );
}
