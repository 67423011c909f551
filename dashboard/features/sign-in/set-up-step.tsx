// The first run: whoever is at the computer, or has the token that it printed, becomes the operator.

import { useForm } from "react-hook-form";

import { api } from "../../lib/api.ts";
import { useText } from "../../lib/i18n.ts";
import { Field, TextInput } from "../../ui/field.tsx";
import { TEXT } from "./messages.ts";
import { StepFrame } from "./step-frame.tsx";
import { useSignInCall } from "./use-sign-in-call.ts";

/** As the contract says; read from there it would bring the contract's validation into the page. */
const LEAST = 8;
const MOST = 256;

interface Fields {
  readonly password: string;
  readonly again: string;
  readonly token: string;
}

export function SetUpStep({ isTokenNeeded }: { readonly isTokenNeeded: boolean }) {
  const t = useText();
  const { register, handleSubmit, formState, getValues } = useForm<Fields>({
    defaultValues: { password: "", again: "", token: "" },
  });
  const call = useSignInCall(({ password, token }: Fields) =>
    api.call("post", "/api/dashboard-auth/password/setup", {
      json: { password, ...(isTokenNeeded ? { bootstrap_token: token.trim() } : {}) },
    }),
  );
  const { errors } = formState;
  return (
    <StepFrame
      title={t(TEXT.setUp)}
      note={t(TEXT.setUpNote)}
      action={t(TEXT.setPassword)}
      call={call}
      onSubmit={(event) => void handleSubmit(call.send)(event)}
    >
      {isTokenNeeded && (
        <Field label={t(TEXT.token)} help={t(TEXT.tokenHelp)} error={errors.token && t(TEXT.missing)}>
          <TextInput
            autoComplete="off"
            spellCheck={false}
            autoFocus
            placeholder="bootstrap_…"
            className="font-mono"
            {...register("token", { required: true })}
          />
        </Field>
      )}
      <Field label={t(TEXT.newPassword)} help={t(TEXT.passwordHelp)} error={errors.password && t(TEXT.tooShort)}>
        <TextInput
          type="password"
          autoComplete="new-password"
          autoFocus={!isTokenNeeded}
          maxLength={MOST}
          {...register("password", { minLength: LEAST, required: true })}
        />
      </Field>
      <Field label={t(TEXT.again)} error={errors.again && t(TEXT.different)}>
        <TextInput
          type="password"
          autoComplete="new-password"
          maxLength={MOST}
          {...register("again", { validate: (again) => again === getValues("password") })}
        />
      </Field>
    </StepFrame>
  );
}
