// An auth file as text. It holds secrets, so it is gone from the page as soon as it has been taken.

import { useForm } from "react-hook-form";

import { useText } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Field, TextArea } from "../../ui/field.tsx";
import type { ImportReport } from "./import-call.ts";
import { TEXT } from "./messages.ts";

interface PasteFormProps {
  readonly isBusy: boolean;
  readonly onText: (text: string) => Promise<ImportReport>;
}

export function PasteForm({ isBusy, onText }: PasteFormProps) {
  const t = useText();
  const { register, handleSubmit, reset, formState } = useForm({ defaultValues: { text: "" } });
  const send = handleSubmit(async ({ text }) => {
    const { items } = await onText(text);
    if (items.every(({ outcome }) => outcome !== "refused")) reset();
  });
  return (
    <form
      onSubmit={(event) => {
        // What went wrong has been told where the call was made.
        send(event).catch(() => undefined);
      }}
      className="flex flex-col gap-2"
    >
      <Field label={<span className="sr-only">{t(TEXT.pasteLabel)}</span>}>
        <TextArea
          spellCheck={false}
          autoComplete="off"
          placeholder="{ … }"
          className="min-h-9"
          rows={1}
          {...register("text", { required: true })}
        />
      </Field>
      <Button type="submit" busy={isBusy} disabled={!formState.isDirty} className="self-start">
        {t(TEXT.pasteAction)}
      </Button>
    </form>
  );
}
