// The form of a key or an upstream: what is particular comes first, what both have below.

import type { ReactNode } from "react";
import { FormProvider, useForm } from "react-hook-form";

import { errorText } from "../../lib/gateway-words.ts";
import { useText } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { UI_TEXT } from "../../ui/messages.ts";
import { EntryFields } from "./entry-fields.tsx";
import type { EntryForm } from "./entry-form.ts";
import { ENTRY_TEXT } from "./messages.ts";

const FORM_ID = "provider-entry";

export function EntryDialog({
  title,
  before,
  isNew,
  children,
  onSave,
  onClose,
}: {
  readonly title: string;
  readonly before: EntryForm;
  readonly isNew: boolean;
  readonly children: ReactNode;
  /** What it throws is shown, and the form stays. */
  readonly onSave: (after: EntryForm) => Promise<void>;
  readonly onClose: () => void;
}) {
  const t = useText();
  const form = useForm<EntryForm>({ defaultValues: before });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async (after) => {
    try {
      await onSave(after);
      onClose();
    } catch (error) {
      form.setError("root", { message: errorText(error) });
    }
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      place="drawer"
      actions={
        <>
          <Button onClick={onClose}>{t(UI_TEXT.cancel)}</Button>
          <Button kind="primary" type="submit" form={FORM_ID} busy={isSubmitting}>
            {t(isNew ? ENTRY_TEXT.add : ENTRY_TEXT.save)}
          </Button>
        </>
      }
    >
      <FormProvider {...form}>
        <form id={FORM_ID} className="flex flex-col gap-4" onSubmit={(event) => void submit(event)}>
          {errors.root?.message !== undefined && (
            <p role="alert" className="rounded-md bg-bad-soft p-3 text-sm text-bad">
              {errors.root.message}
            </p>
          )}
          {children}
          <EntryFields />
        </form>
      </FormProvider>
    </Dialog>
  );
}
