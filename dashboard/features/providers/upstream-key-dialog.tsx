// A further key of a compatible upstream.

import { useForm } from "react-hook-form";
import { toast } from "sonner";

import { errorText } from "../../lib/gateway-words.ts";
import { useText } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field, TextInput } from "../../ui/field.tsx";
import { UI_TEXT } from "../../ui/messages.ts";
import { useAddUpstreamKey } from "./keys-query.ts";
import { ENTRY_TEXT, TEXT } from "./messages.ts";

const FORM_ID = "upstream-key";

export function UpstreamKeyDialog({ name, onClose }: { readonly name: string; readonly onClose: () => void }) {
  const t = useText();
  const add = useAddUpstreamKey();
  const { register, handleSubmit, setError, formState } = useForm({ defaultValues: { key: "", proxy: "" } });
  const submit = handleSubmit(async ({ key, proxy }) => {
    try {
      await add.mutateAsync({ params: { name }, json: { api_key: key.trim(), proxy_url: proxy.trim() || null } });
      toast.success(t(TEXT.saved, { name }));
      onClose();
    } catch (error) {
      setError("key", { message: errorText(error) });
    }
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(ENTRY_TEXT.newUpstreamKey, { name })}
      actions={
        <>
          <Button onClick={onClose}>{t(UI_TEXT.cancel)}</Button>
          <Button kind="primary" type="submit" form={FORM_ID} busy={formState.isSubmitting}>
            {t(ENTRY_TEXT.add)}
          </Button>
        </>
      }
    >
      <form id={FORM_ID} className="flex flex-col gap-4" onSubmit={(event) => void submit(event)}>
        <Field label={t(ENTRY_TEXT.key)} error={formState.errors.key?.message}>
          <TextInput
            type="password"
            autoComplete="off"
            {...register("key", { validate: (value) => /^\S+$/.test(value.trim()) || t(ENTRY_TEXT.keyMissing) })}
          />
        </Field>
        <Field label={t(ENTRY_TEXT.proxy)} help={t(ENTRY_TEXT.proxyHelp)}>
          <TextInput autoComplete="off" {...register("proxy")} />
        </Field>
      </form>
    </Dialog>
  );
}
