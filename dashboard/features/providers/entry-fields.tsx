// The fields that keys and upstreams share.

import { Plus, X } from "lucide-react";
import { useFieldArray, useFormContext } from "react-hook-form";

import { useText } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Field, TextArea, TextInput } from "../../ui/field.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import type { EntryForm } from "./entry-form.ts";
import { ENTRY_TEXT } from "./messages.ts";

const MOST = 1000;

export function EntryFields() {
  const t = useText();
  const { register, formState } = useFormContext<EntryForm>();
  const isPriority = (value: string): true | string =>
    /^(-?\d+)?$/.test(value.trim()) && Math.abs(Number(value)) <= MOST ? true : t(ENTRY_TEXT.priorityWrong);
  const isPrefix = (value: string): true | string => /^[^/\s()]*$/.test(value.trim()) || t(ENTRY_TEXT.nameWrong);
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t(ENTRY_TEXT.prefix)} help={t(ENTRY_TEXT.prefixHelp)} error={formState.errors.prefix?.message}>
          <TextInput autoComplete="off" {...register("prefix", { validate: isPrefix })} />
        </Field>
        <Field
          label={t(ENTRY_TEXT.priority)}
          help={t(ENTRY_TEXT.priorityHelp)}
          error={formState.errors.priority?.message}
        >
          <TextInput inputMode="numeric" autoComplete="off" {...register("priority", { validate: isPriority })} />
        </Field>
      </div>
      <ModelFields />
      <Field label={t(ENTRY_TEXT.excluded)} help={t(ENTRY_TEXT.excludedHelp)}>
        <TextArea rows={2} className="min-h-16" spellCheck={false} {...register("excluded")} />
      </Field>
      <HeaderFields />
    </>
  );
}

function ModelFields() {
  const t = useText();
  const { control, register, formState } = useFormContext<EntryForm>();
  const { fields, append, remove } = useFieldArray({ control, name: "models" });
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="pb-1 text-sm font-medium">{t(ENTRY_TEXT.models)}</legend>
      {fields.map(({ id }, index) => (
        <div key={id} className="grid grid-cols-[1fr_1fr_auto] items-start gap-2">
          <Field label={t(ENTRY_TEXT.model)} error={formState.errors.models?.[index]?.name?.message}>
            <TextInput
              autoComplete="off"
              {...register(`models.${index}.name`, {
                validate: (value) => value.trim() !== "" || t(ENTRY_TEXT.missing),
              })}
            />
          </Field>
          <Field label={t(ENTRY_TEXT.alias)}>
            <TextInput autoComplete="off" {...register(`models.${index}.alias`)} />
          </Field>
          <IconButton label={t(ENTRY_TEXT.removeModel)} className="mt-6" onClick={() => remove(index)}>
            <X aria-hidden className="size-4" />
          </IconButton>
        </div>
      ))}
      <p className="text-xs text-soft">{t(ENTRY_TEXT.modelsHelp)}</p>
      <AddRow label={t(ENTRY_TEXT.addModel)} onAdd={() => append({ name: "", alias: "" })} />
    </fieldset>
  );
}

function HeaderFields() {
  const t = useText();
  const { control, register, formState } = useFormContext<EntryForm>();
  const { fields, append, remove } = useFieldArray({ control, name: "headers" });
  const errors = formState.errors.headers;
  const isGiven = (value: string): true | string => value.trim() !== "" || t(ENTRY_TEXT.missing);
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="pb-1 text-sm font-medium">{t(ENTRY_TEXT.headers)}</legend>
      {fields.map(({ id, name, isKept }, index) => (
        <div key={id} className="grid grid-cols-[1fr_1fr_auto] items-start gap-2">
          <Field label={t(ENTRY_TEXT.headerName)} error={errors?.[index]?.name?.message}>
            <TextInput
              readOnly={isKept}
              autoComplete="off"
              {...register(`headers.${index}.name`, { validate: isGiven })}
            />
          </Field>
          <Field label={t(ENTRY_TEXT.headerValue)} error={errors?.[index]?.value?.message}>
            <TextInput
              type="password"
              autoComplete="off"
              {...(isKept ? { placeholder: t(ENTRY_TEXT.headerKept) } : {})}
              {...register(`headers.${index}.value`, { validate: (value) => isKept || isGiven(value) })}
            />
          </Field>
          <IconButton label={t(ENTRY_TEXT.removeHeader, { name })} className="mt-6" onClick={() => remove(index)}>
            <X aria-hidden className="size-4" />
          </IconButton>
        </div>
      ))}
      <p className="text-xs text-soft">{t(ENTRY_TEXT.headersHelp)}</p>
      <AddRow label={t(ENTRY_TEXT.addHeader)} onAdd={() => append({ name: "", value: "", isKept: false })} />
    </fieldset>
  );
}

function AddRow({ label, onAdd }: { readonly label: string; readonly onAdd: () => void }) {
  return (
    <Button size="small" className="self-start" icon={<Plus aria-hidden className="size-3.5" />} onClick={onAdd}>
      {label}
    </Button>
  );
}
