// A compatible upstream: added, or changed.

import { useFormContext } from "react-hook-form";
import { toast } from "sonner";

import { useText } from "../../lib/i18n.ts";
import { Field, TextInput } from "../../ui/field.tsx";
import { EntryDialog } from "./entry-dialog.tsx";
import { type EntryForm, formOfUpstream, NEW_ENTRY, sayableOf } from "./entry-form.ts";
import { type Upstream, useAddUpstream, useChangeUpstream } from "./keys-query.ts";
import { ENTRY_TEXT, TEXT } from "./messages.ts";

export function UpstreamDialog({
  upstream,
  onClose,
}: {
  /** Null: a new one. */
  readonly upstream: Upstream | null;
  readonly onClose: () => void;
}) {
  const t = useText();
  const add = useAddUpstream();
  const change = useChangeUpstream();
  const before = upstream === null ? NEW_ENTRY : formOfUpstream(upstream);
  const save = async (after: EntryForm): Promise<void> => {
    const name = after.name.trim();
    const said = { name, base_url: after.baseUrl.trim(), ...sayableOf(after, before) };
    const key = after.key.trim();
    if (upstream === null) {
      const proxy = after.proxyUrl.trim() || null;
      await add.mutateAsync({ ...said, keys: key === "" ? [] : [{ api_key: key, proxy_url: proxy }] });
    } else {
      await change.mutateAsync({ params: { name: upstream.name }, json: said });
    }
    toast.success(t(TEXT.saved, { name }));
  };
  return (
    <EntryDialog
      title={upstream === null ? t(ENTRY_TEXT.newUpstream) : t(ENTRY_TEXT.change, { name: upstream.name })}
      before={before}
      isNew={upstream === null}
      onSave={save}
      onClose={onClose}
    >
      <UpstreamFields isNew={upstream === null} />
    </EntryDialog>
  );
}

function UpstreamFields({ isNew }: { readonly isNew: boolean }) {
  const t = useText();
  const { register, formState } = useFormContext<EntryForm>();
  const { errors } = formState;
  return (
    <>
      <Field label={t(ENTRY_TEXT.name)} help={t(ENTRY_TEXT.nameHelp)} error={errors.name?.message}>
        <TextInput
          maxLength={100}
          autoComplete="off"
          {...register("name", { validate: (value) => /^[^/\s()]+$/.test(value.trim()) || t(ENTRY_TEXT.nameWrong) })}
        />
      </Field>
      <Field label={t(ENTRY_TEXT.baseUrl)} error={errors.baseUrl?.message}>
        <TextInput
          inputMode="url"
          autoComplete="off"
          placeholder="https://openrouter.ai/api/v1"
          {...register("baseUrl", {
            validate: (value) => /^https?:\/\/\S+$/.test(value.trim()) || t(ENTRY_TEXT.baseUrlMissing),
          })}
        />
      </Field>
      {isNew && (
        <>
          <Field label={t(ENTRY_TEXT.key)} help={t(ENTRY_TEXT.keyOptional)} error={errors.key?.message}>
            <TextInput
              type="password"
              autoComplete="off"
              {...register("key", { validate: (value) => /^\S*$/.test(value.trim()) || t(ENTRY_TEXT.keyMissing) })}
            />
          </Field>
          <Field label={t(ENTRY_TEXT.proxy)} help={t(ENTRY_TEXT.proxyHelp)}>
            <TextInput autoComplete="off" {...register("proxyUrl")} />
          </Field>
        </>
      )}
    </>
  );
}
