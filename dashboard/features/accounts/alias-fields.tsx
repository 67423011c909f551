// Further names under which clients may ask for models of an account.

import { Plus, X } from "lucide-react";
import { Controller, useFieldArray, useFormContext } from "react-hook-form";

import { useText } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Field, TextInput } from "../../ui/field.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Switch } from "../../ui/switch.tsx";
import type { AccountSettings } from "./account-settings.ts";
import { DRAWER_TEXT } from "./drawer-messages.ts";

export function AliasFields() {
  const t = useText();
  const { control, register, formState } = useFormContext<AccountSettings>();
  const { fields, append, remove } = useFieldArray({ control, name: "aliases" });
  const errors = formState.errors.aliases;
  return (
    <div className="flex flex-col gap-2">
      <p className="text-sm font-medium">{t(DRAWER_TEXT.aliases)}</p>
      {fields.map(({ id }, index) => (
        <div key={id} className="flex flex-col gap-2 rounded-lg border p-3">
          <div className="grid grid-cols-[1fr_1fr_auto] items-end gap-2">
            <Field
              label={t(DRAWER_TEXT.aliasModel)}
              error={errors?.[index]?.name === undefined ? undefined : t(DRAWER_TEXT.both)}
            >
              <TextInput {...register(`aliases.${index}.name`, { required: true })} />
            </Field>
            <Field
              label={t(DRAWER_TEXT.aliasName)}
              error={errors?.[index]?.alias === undefined ? undefined : t(DRAWER_TEXT.both)}
            >
              <TextInput {...register(`aliases.${index}.alias`, { required: true })} />
            </Field>
            <IconButton label={t(DRAWER_TEXT.removeAlias)} onClick={() => remove(index)}>
              <X aria-hidden className="size-4" />
            </IconButton>
          </div>
          <Controller
            control={control}
            name={`aliases.${index}.fork`}
            render={({ field }) => (
              <label className="flex items-center gap-2 text-xs">
                <Switch checked={field.value} onChange={field.onChange} label={t(DRAWER_TEXT.aliasFork)} />
                {t(DRAWER_TEXT.aliasFork)}
              </label>
            )}
          />
        </div>
      ))}
      <Button
        size="small"
        className="self-start"
        icon={<Plus aria-hidden className="size-3.5" />}
        onClick={() => append({ name: "", alias: "", fork: true })}
      >
        {t(DRAWER_TEXT.addAlias)}
      </Button>
    </div>
  );
}
