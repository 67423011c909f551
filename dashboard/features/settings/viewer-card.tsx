// The password of those who only look.

import { useState } from "react";
import { useForm } from "react-hook-form";
import { toast } from "sonner";

import { PASSWORD_LENGTH } from "../../../src/domain/sign-in.ts";
import { errorText } from "../../lib/gateway-words.ts";
import { useText } from "../../lib/i18n.ts";
import { useSession } from "../../lib/session.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { Field, TextInput } from "../../ui/field.tsx";
import { useRemoveViewerPassword, useSetViewerPassword } from "./security-calls.ts";
import { SECURITY_TEXT } from "./security-messages.ts";

export function ViewerCard() {
  const t = useText();
  const isSet = useSession()?.viewer_password_configured ?? false;
  const [removing, setRemoving] = useState(false);
  const set = useSetViewerPassword();
  const remove = useRemoveViewerPassword();
  const { register, handleSubmit, reset, setError, formState } = useForm({ defaultValues: { password: "" } });
  const submit = handleSubmit(async ({ password }) => {
    try {
      await set.mutateAsync(password);
      reset();
      toast.success(t(SECURITY_TEXT.viewerSet));
    } catch (error) {
      setError("password", { message: errorText(error) });
    }
  });
  const removeIt = async (): Promise<void> => {
    try {
      await remove.mutateAsync(undefined);
      toast.success(t(SECURITY_TEXT.viewerGone));
    } catch (error) {
      toast.error(errorText(error));
      throw error;
    }
  };
  return (
    <Card
      title={t(SECURITY_TEXT.viewer)}
      note={t(SECURITY_TEXT.viewerNote)}
      actions={
        <Badge tone={isSet ? "good" : "plain"}>{t(isSet ? SECURITY_TEXT.isSetUp : SECURITY_TEXT.notSetUp)}</Badge>
      }
    >
      <form className="flex max-w-md flex-col gap-3" onSubmit={(event) => void submit(event)}>
        <Field label={t(SECURITY_TEXT.viewer)} error={formState.errors.password?.message}>
          <TextInput
            type="password"
            autoComplete="new-password"
            maxLength={PASSWORD_LENGTH.most}
            {...register("password", {
              validate: (value) =>
                value.length >= PASSWORD_LENGTH.least || t(SECURITY_TEXT.tooShort, { count: PASSWORD_LENGTH.least }),
            })}
          />
        </Field>
        <div className="flex flex-wrap gap-2">
          <Button type="submit" busy={formState.isSubmitting}>
            {t(isSet ? SECURITY_TEXT.replaceViewer : SECURITY_TEXT.setViewer)}
          </Button>
          {isSet && (
            <Button kind="quiet" onClick={() => setRemoving(true)}>
              {t(SECURITY_TEXT.letNoneIn)}
            </Button>
          )}
        </div>
      </form>
      <Confirm
        open={removing}
        danger
        onClose={() => setRemoving(false)}
        title={t(SECURITY_TEXT.viewerTitle)}
        action={t(SECURITY_TEXT.letNoneIn)}
        onConfirm={removeIt}
      >
        {t(SECURITY_TEXT.viewerGoneNote)}
      </Confirm>
    </Card>
  );
}
