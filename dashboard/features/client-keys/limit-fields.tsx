// Limits: what, in which window, how much.

import { Plus, X } from "lucide-react";
import { Controller, useFieldArray, useFormContext } from "react-hook-form";

import { LIMIT_KINDS, LIMIT_WINDOWS } from "../../../src/domain/key-limit.ts";
import { useText } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Field, TextInput } from "../../ui/field.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Select } from "../../ui/select.tsx";
import { isTwice, type KeyForm, nextLimit } from "./key-form.ts";
import { FORM_TEXT, TEXT } from "./messages.ts";

export function LimitFields() {
  const t = useText();
  const { control, getValues } = useFormContext<KeyForm>();
  const { fields, append, remove } = useFieldArray({ control, name: "limits" });
  const add = (): void => {
    const next = nextLimit(getValues("limits"));
    if (next !== null) append(next);
  };
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="pb-1 text-sm font-medium">{t(FORM_TEXT.limits)}</legend>
      {fields.map(({ id }, index) => (
        <LimitLine key={id} index={index} onRemove={() => remove(index)} />
      ))}
      <p className="text-xs text-soft">{t(FORM_TEXT.limitsHelp)}</p>
      <Button size="small" className="self-start" icon={<Plus aria-hidden className="size-3.5" />} onClick={add}>
        {t(FORM_TEXT.addLimit)}
      </Button>
    </fieldset>
  );
}

function LimitLine({ index, onRemove }: { readonly index: number; readonly onRemove: () => void }) {
  const t = useText();
  const { control, register, formState, watch, getValues } = useFormContext<KeyForm>();
  const isMoney = watch(`limits.${index}.kind`) === "cost_usd";
  const check = (value: string): true | string => {
    if (isTwice(getValues("limits"), index)) return t(FORM_TEXT.twice);
    const amount = Number(value);
    if (value.trim() === "" || !(amount > 0)) return t(FORM_TEXT.maxWrong);
    return isMoney || Number.isInteger(amount) || t(FORM_TEXT.maxWhole);
  };
  return (
    <div className="grid grid-cols-[1fr_1fr_auto] items-start gap-2 sm:grid-cols-[1.5fr_1.1fr_1fr_auto]">
      <Field label={t(FORM_TEXT.what)}>
        <Controller
          control={control}
          name={`limits.${index}.kind`}
          render={({ field }) => (
            <Select
              value={field.value}
              onChange={field.onChange}
              options={LIMIT_KINDS.map((value) => ({ value, label: t(TEXT[value]) }))}
            />
          )}
        />
      </Field>
      <Field label={t(FORM_TEXT.window)}>
        <Controller
          control={control}
          name={`limits.${index}.window`}
          render={({ field }) => (
            <Select
              value={field.value}
              onChange={field.onChange}
              options={LIMIT_WINDOWS.map((value) => ({ value, label: t(TEXT[value]).trim() }))}
            />
          )}
        />
      </Field>
      <Field
        label={t(isMoney ? FORM_TEXT.maxUsd : FORM_TEXT.max)}
        error={formState.errors.limits?.[index]?.max?.message}
        className="max-sm:order-last max-sm:col-span-3"
      >
        <TextInput inputMode="decimal" autoComplete="off" {...register(`limits.${index}.max`, { validate: check })} />
      </Field>
      <IconButton label={t(FORM_TEXT.removeLimit)} className="mt-6" onClick={onRemove}>
        <X aria-hidden className="size-4" />
      </IconButton>
    </div>
  );
}
