// Makes a key, or changes what one is held to.

import { FormProvider, useForm } from "react-hook-form";
import { toast } from "sonner";

import { ApiFailure } from "../../lib/api.ts";
import { errorText } from "../../lib/gateway-words.ts";
import { useText } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field, TextArea, TextInput } from "../../ui/field.tsx";
import { UI_TEXT } from "../../ui/messages.ts";
import { AccountsField } from "./accounts-field.tsx";
import { type ClientKey, type ShownKey, useChangeKey, useCreateKey } from "./client-keys-query.ts";
import { formOf, keyChangeOf, type KeyForm, NEW_KEY, newKeyOf } from "./key-form.ts";
import { LimitFields } from "./limit-fields.tsx";
import { FORM_TEXT } from "./messages.ts";

const FORM_ID = "client-key";

export function KeyDialog({
  clientKey,
  onClose,
  onMade,
}: {
  /** Null: a new one. */
  readonly clientKey: ClientKey | null;
  readonly onClose: () => void;
  readonly onMade: (shown: ShownKey) => void;
}) {
  const t = useText();
  const before = clientKey === null ? NEW_KEY : formOf(clientKey);
  const form = useForm<KeyForm>({ defaultValues: before });
  const create = useCreateKey();
  const change = useChangeKey();
  const save = async (after: KeyForm): Promise<void> => {
    if (clientKey === null) {
      onMade(await create.mutateAsync(newKeyOf(after)));
      return;
    }
    const changed = keyChangeOf(before, after);
    if (changed !== null) await change.mutateAsync({ id: clientKey.id, change: changed });
    toast.success(t(FORM_TEXT.saved, { name: after.name }));
  };
  const submit = form.handleSubmit(async (after) => {
    try {
      await save(after);
      onClose();
    } catch (error) {
      const message = errorText(error);
      const isName = error instanceof ApiFailure && error.code === "client_key_name_taken";
      form.setError(isName ? "name" : "root", { message });
    }
  });
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={clientKey === null ? t(FORM_TEXT.createTitle) : t(FORM_TEXT.editTitle, { name: clientKey.name })}
      {...(clientKey === null ? {} : { note: t(FORM_TEXT.editNote) })}
      actions={
        <>
          <Button onClick={onClose}>{t(UI_TEXT.cancel)}</Button>
          <Button kind="primary" type="submit" form={FORM_ID} busy={form.formState.isSubmitting}>
            {t(clientKey === null ? FORM_TEXT.make : FORM_TEXT.save)}
          </Button>
        </>
      }
    >
      <FormProvider {...form}>
        <form
          id={FORM_ID}
          noValidate
          className="grid gap-x-6 gap-y-4 md:grid-cols-2"
          onSubmit={(event) => void submit(event)}
        >
          <div className="flex min-w-0 flex-col gap-4">
            <PlainFields form={form} expiresBefore={before.expires} />
          </div>
          <div className="flex min-w-0 flex-col gap-4">
            <LimitFields />
            <AccountsField />
          </div>
          {form.formState.errors.root?.message !== undefined && (
            <p role="alert" className="rounded-md bg-bad-soft p-3 text-sm text-bad md:col-span-2">
              {form.formState.errors.root.message}
            </p>
          )}
        </form>
      </FormProvider>
    </Dialog>
  );
}

const MOST_AT_ONCE = 10_000;

function PlainFields({
  form: { register, formState },
  expiresBefore,
}: {
  readonly form: ReturnType<typeof useForm<KeyForm>>;
  readonly expiresBefore: string;
}) {
  const t = useText();
  const { errors } = formState;
  const isToCome = (value: string): true | string =>
    value === "" || value === expiresBefore || new Date(value).getTime() > Date.now() || t(FORM_TEXT.expiresPast);
  const isCount = (value: string): true | string =>
    value.trim() === "" ||
    (/^\d+$/.test(value.trim()) && Number(value) >= 1 && Number(value) <= MOST_AT_ONCE) ||
    t(FORM_TEXT.concurrencyWrong);
  return (
    <>
      <Field label={t(FORM_TEXT.name)} help={t(FORM_TEXT.nameHelp)} error={errors.name?.message}>
        <TextInput
          maxLength={128}
          autoComplete="off"
          {...register("name", { validate: (value) => value.trim() !== "" || t(FORM_TEXT.nameMissing) })}
        />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t(FORM_TEXT.expires)} help={t(FORM_TEXT.expiresHelp)} error={errors.expires?.message}>
          <TextInput type="datetime-local" {...register("expires", { validate: isToCome })} />
        </Field>
        <Field label={t(FORM_TEXT.concurrency)} help={t(FORM_TEXT.concurrencyHelp)} error={errors.concurrency?.message}>
          <TextInput inputMode="numeric" autoComplete="off" {...register("concurrency", { validate: isCount })} />
        </Field>
      </div>
      <Field label={t(FORM_TEXT.models)} help={t(FORM_TEXT.modelsHelp)}>
        <TextArea rows={3} spellCheck={false} {...register("models")} />
      </Field>
    </>
  );
}
