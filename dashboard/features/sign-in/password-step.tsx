// Signing in with the password that there is.

import { useForm } from "react-hook-form";

import { api } from "../../lib/api.ts";
import { useText } from "../../lib/i18n.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Field, TextInput } from "../../ui/field.tsx";
import { TEXT } from "./messages.ts";
import { StepFrame } from "./step-frame.tsx";
import { useSignInCall } from "./use-sign-in-call.ts";

const NEW_PASSWORD_COMMAND = "switchyard dashboard reset-password";

interface Fields {
  readonly password: string;
}

export function PasswordStep() {
  const t = useText();
  const { register, handleSubmit, formState } = useForm<Fields>({ defaultValues: { password: "" } });
  const call = useSignInCall((json: Fields) => api.call("post", "/api/dashboard-auth/password/login", { json }));
  return (
    <StepFrame
      title={t(TEXT.signIn)}
      note={t(TEXT.signInNote)}
      action={t(TEXT.signIn)}
      call={call}
      onSubmit={(event) => void handleSubmit(call.send)(event)}
      below={<Forgotten />}
    >
      <Field label={t(TEXT.password)} error={formState.errors.password && t(TEXT.missing)}>
        <TextInput
          type="password"
          autoComplete="current-password"
          autoFocus
          {...register("password", { required: true })}
        />
      </Field>
    </StepFrame>
  );
}

function Forgotten() {
  const t = useText();
  return (
    <details className="text-sm text-soft">
      <summary className="w-fit cursor-pointer rounded">{t(TEXT.forgotten)}</summary>
      <p className="pt-2">{t(TEXT.forgottenHow)}</p>
      <div className="mt-1 flex items-center gap-2 rounded-md bg-sunken py-1 pr-1 pl-3">
        <code className="grow text-xs text-ink">{NEW_PASSWORD_COMMAND}</code>
        <CopyButton text={NEW_PASSWORD_COMMAND} />
      </div>
    </details>
  );
}
