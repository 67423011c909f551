// The second step: the code of the authenticator app. The sixth digit sends it.

import { useForm } from "react-hook-form";

import { api } from "../../lib/api.ts";
import { useText } from "../../lib/i18n.ts";
import { signOut } from "../../lib/session.ts";
import { Button } from "../../ui/button.tsx";
import { Field, TextInput } from "../../ui/field.tsx";
import { TEXT } from "./messages.ts";
import { StepFrame } from "./step-frame.tsx";
import { useSignInCall } from "./use-sign-in-call.ts";

const DIGITS = 6;

interface Fields {
  readonly code: string;
}

export function CodeStep() {
  const t = useText();
  const { register, handleSubmit, formState, setValue } = useForm<Fields>({ defaultValues: { code: "" } });
  const call = useSignInCall((json: Fields) => api.call("post", "/api/dashboard-auth/totp/verify", { json }));
  const send = handleSubmit((fields) => {
    call.send(fields);
    setValue("code", "");
  });
  return (
    <StepFrame
      title={t(TEXT.codeTitle)}
      note={t(TEXT.codeNote)}
      action={t(TEXT.confirm)}
      call={call}
      onSubmit={(event) => void send(event)}
      below={
        <Button kind="quiet" onClick={() => void signOut()}>
          {t(TEXT.startAgain)}
        </Button>
      }
    >
      <Field label={t(TEXT.code)} error={formState.errors.code && t(TEXT.sixDigits)}>
        <TextInput
          inputMode="numeric"
          autoComplete="one-time-code"
          autoFocus
          maxLength={DIGITS}
          className="h-12 text-center font-mono text-2xl tracking-[0.4em]"
          {...register("code", {
            pattern: /^\d{6}$/,
            required: true,
            onChange(event: { readonly target: { readonly value: string } }) {
              const digits = event.target.value.replaceAll(/\D/g, "");
              setValue("code", digits);
              if (digits.length === DIGITS && call.waitSeconds === 0) void send();
            },
          })}
        />
      </Field>
    </StepFrame>
  );
}
