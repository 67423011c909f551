// Headers that go with each call of an account. Values that are there are never shown, only kept or replaced.

import { Plus, X } from "lucide-react";
import { useFieldArray, useFormContext } from "react-hook-form";

import { useText } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Field, TextInput } from "../../ui/field.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import type { AccountSettings } from "./account-settings.ts";
import { DRAWER_TEXT } from "./drawer-messages.ts";

export function HeaderFields() {
  const t = useText();
  const { control, register, formState } = useFormContext<AccountSettings>();
  const { fields, append, remove } = useFieldArray({ control, name: "headers" });
  const errors = formState.errors.headers;
  return (
    <div className="flex flex-col gap-2">
      <p className="text-sm font-medium">{t(DRAWER_TEXT.headers)}</p>
      {fields.map(({ id, name, isKept }, index) => (
        <div key={id} className="grid grid-cols-[1fr_1fr_auto] items-end gap-2">
          <Field
            label={<span className="sr-only">{t(DRAWER_TEXT.headerName)}</span>}
            error={errors?.[index]?.name === undefined ? undefined : t(DRAWER_TEXT.both)}
          >
            <TextInput
              {...register(`headers.${index}.name`, { required: true })}
              readOnly={isKept}
              placeholder={t(DRAWER_TEXT.headerName)}
            />
          </Field>
          <Field
            label={<span className="sr-only">{t(DRAWER_TEXT.headerValue)}</span>}
            error={errors?.[index]?.value === undefined ? undefined : t(DRAWER_TEXT.both)}
          >
            <TextInput
              {...register(`headers.${index}.value`, { required: !isKept })}
              type="password"
              autoComplete="off"
              placeholder={t(isKept ? DRAWER_TEXT.keptHeader : DRAWER_TEXT.headerValue)}
            />
          </Field>
          <IconButton label={t(DRAWER_TEXT.removeHeader, { name })} onClick={() => remove(index)}>
            <X aria-hidden className="size-4" />
          </IconButton>
        </div>
      ))}
      <p className="text-xs text-soft">{t(DRAWER_TEXT.headersHelp)}</p>
      <Button
        size="small"
        className="self-start"
        icon={<Plus aria-hidden className="size-3.5" />}
        onClick={() => append({ name: "", value: "", isKept: false })}
      >
        {t(DRAWER_TEXT.addHeader)}
      </Button>
    </div>
  );
}
