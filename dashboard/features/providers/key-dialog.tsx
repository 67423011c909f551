// A vendor's key: added, or changed.

import { Controller, useFormContext } from "react-hook-form";
import { toast } from "sonner";

import { useText } from "../../lib/i18n.ts";
import { providerName } from "../../lib/provider-name.ts";
import { Field, TextInput } from "../../ui/field.tsx";
import { Select } from "../../ui/select.tsx";
import { EntryDialog } from "./entry-dialog.tsx";
import { type EntryForm, formOfKey, NEW_ENTRY, sayableOf } from "./entry-form.ts";
import { type ProviderKey, useAddKey, useChangeKey } from "./keys-query.ts";
import { ENTRY_TEXT, TEXT } from "./messages.ts";

const KEY_PROVIDERS = ["codex", "claude", "gemini", "vertex", "kimi", "xai"] as const;

export function KeyDialog({
  providerKey,
  provider,
  onClose,
}: {
  /** Null: a new one, */
  readonly providerKey: ProviderKey | null;
  /** of this provider at first. */
  readonly provider: ProviderKey["provider"];
  readonly onClose: () => void;
}) {
  const t = useText();
  const add = useAddKey();
  const change = useChangeKey();
  const before = providerKey === null ? { ...NEW_ENTRY, provider } : formOfKey(providerKey);
  const save = async (after: EntryForm): Promise<void> => {
    const said = {
      base_url: after.baseUrl.trim() || null,
      proxy_url: after.proxyUrl.trim() || null,
      ...sayableOf(after, before),
    };
    const key = after.key.trim();
    const saved =
      providerKey === null
        ? await add.mutateAsync({ params: { provider: after.provider }, json: { api_key: key, ...said } })
        : await change.mutateAsync({
            params: { provider: providerKey.provider, account_id: providerKey.account_id },
            json: key === "" ? said : { api_key: key, ...said },
          });
    toast.success(t(TEXT.saved, { name: saved.key }));
  };
  return (
    <EntryDialog
      title={providerKey === null ? t(ENTRY_TEXT.newKey) : t(ENTRY_TEXT.change, { name: providerKey.key })}
      before={before}
      isNew={providerKey === null}
      onSave={save}
      onClose={onClose}
    >
      <KeyFields isNew={providerKey === null} />
    </EntryDialog>
  );
}

function KeyFields({ isNew }: { readonly isNew: boolean }) {
  const t = useText();
  const { control, register, formState } = useFormContext<EntryForm>();
  return (
    <>
      {isNew && (
        <Field label={t(ENTRY_TEXT.provider)}>
          <Controller
            control={control}
            name="provider"
            render={({ field }) => (
              <Select
                value={field.value}
                onChange={field.onChange}
                options={KEY_PROVIDERS.map((value) => ({ value, label: providerName(value) }))}
              />
            )}
          />
        </Field>
      )}
      <Field
        label={t(ENTRY_TEXT.key)}
        {...(isNew ? {} : { help: t(ENTRY_TEXT.keyKept) })}
        error={formState.errors.key?.message}
      >
        <TextInput
          type="password"
          autoComplete="off"
          {...register("key", {
            validate: (value) =>
              (/^\S+$/.test(value.trim()) ? true : !isNew && value.trim() === "") || t(ENTRY_TEXT.keyMissing),
          })}
        />
      </Field>
      <Field label={t(ENTRY_TEXT.baseUrl)} help={t(ENTRY_TEXT.baseUrlHelp)}>
        <TextInput inputMode="url" autoComplete="off" {...register("baseUrl")} />
      </Field>
      <Field label={t(ENTRY_TEXT.proxy)} help={t(ENTRY_TEXT.proxyHelp)}>
        <TextInput autoComplete="off" {...register("proxyUrl")} />
      </Field>
    </>
  );
}
