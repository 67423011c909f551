// The rows of names: alias and model, provider and what it does not serve.

import type { ReactNode } from "react";
import { Plus, X } from "lucide-react";
import { Controller, type Path, useFieldArray, useFormContext } from "react-hook-form";

import { useText } from "../../lib/i18n.ts";
import { providerName } from "../../lib/provider-name.ts";
import { Button } from "../../ui/button.tsx";
import { Field, TextInput } from "../../ui/field.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Select } from "../../ui/select.tsx";
import { Switch } from "../../ui/switch.tsx";
import { ENTRY_TEXT, NAMES_TEXT, TEXT } from "./messages.ts";
import { LOGIN_PROVIDERS, type NamesForm } from "./names-form.ts";

const FIRST = LOGIN_PROVIDERS[0];

export function AliasRows() {
  const t = useText();
  const { control } = useFormContext<NamesForm>();
  const { fields, append, remove } = useFieldArray({ control, name: "aliases" });
  return (
    <Rows label={t(NAMES_TEXT.addAlias)} onAdd={() => append({ alias: "", model: "" })}>
      {fields.map(({ id }, index) => (
        <Row key={id} onRemove={() => remove(index)}>
          <NameField label={t(NAMES_TEXT.alias)} name={`aliases.${index}.alias`} />
          <NameField label={t(NAMES_TEXT.model)} name={`aliases.${index}.model`} />
        </Row>
      ))}
    </Rows>
  );
}

export function ExclusionRows() {
  const t = useText();
  const { control } = useFormContext<NamesForm>();
  const { fields, append, remove } = useFieldArray({ control, name: "exclusions" });
  return (
    <Rows label={t(NAMES_TEXT.addExclusion)} onAdd={() => append({ provider: FIRST, patterns: "" })}>
      {fields.map(({ id }, index) => (
        <Row key={id} onRemove={() => remove(index)}>
          <ProviderField name={`exclusions.${index}.provider`} />
          <NameField label={t(NAMES_TEXT.patterns)} name={`exclusions.${index}.patterns`} />
        </Row>
      ))}
    </Rows>
  );
}

export function LoginAliasRows() {
  const t = useText();
  const { control } = useFormContext<NamesForm>();
  const { fields, append, remove } = useFieldArray({ control, name: "loginAliases" });
  const empty = { provider: FIRST, model: "", alias: "", keepOwn: true };
  return (
    <Rows label={t(NAMES_TEXT.addLoginAlias)} onAdd={() => append(empty)}>
      {fields.map(({ id }, index) => (
        <Row key={id} onRemove={() => remove(index)}>
          <ProviderField name={`loginAliases.${index}.provider`} />
          <NameField label={t(NAMES_TEXT.model)} name={`loginAliases.${index}.model`} />
          <NameField label={t(NAMES_TEXT.alias)} name={`loginAliases.${index}.alias`} />
          <Controller
            control={control}
            name={`loginAliases.${index}.keepOwn`}
            render={({ field }) => (
              <span className="flex items-center gap-2 self-end pb-2 text-xs">
                <Switch checked={field.value} onChange={field.onChange} label={t(NAMES_TEXT.keepOwn)} />
                <span aria-hidden>{t(NAMES_TEXT.keepOwn)}</span>
              </span>
            )}
          />
        </Row>
      ))}
    </Rows>
  );
}

function Rows({
  label,
  onAdd,
  children,
}: {
  readonly label: string;
  readonly onAdd: () => void;
  readonly children: ReactNode;
}) {
  return (
    <div className="flex flex-col gap-3">
      {children}
      <Button size="small" className="self-start" icon={<Plus aria-hidden className="size-3.5" />} onClick={onAdd}>
        {label}
      </Button>
    </div>
  );
}

function Row({ onRemove, children }: { readonly onRemove: () => void; readonly children: ReactNode }) {
  const t = useText();
  return (
    <div className="flex items-start gap-2">
      <div className="grid min-w-0 grow gap-2 sm:grid-cols-2">{children}</div>
      <IconButton label={t(NAMES_TEXT.removeRow)} className="mt-6" onClick={onRemove}>
        <X aria-hidden className="size-4" />
      </IconButton>
    </div>
  );
}

function NameField({ label, name }: { readonly label: string; readonly name: Path<NamesForm> }) {
  const t = useText();
  const { register, getFieldState, formState } = useFormContext<NamesForm>();
  const { error } = getFieldState(name, formState);
  return (
    <Field label={label} error={error?.message}>
      <TextInput
        autoComplete="off"
        {...register(name, {
          validate: (value) => (typeof value === "string" && value.trim() !== "") || t(ENTRY_TEXT.missing),
        })}
      />
    </Field>
  );
}

function ProviderField({
  name,
}: {
  readonly name: `exclusions.${number}.provider` | `loginAliases.${number}.provider`;
}) {
  const t = useText();
  const { control } = useFormContext<NamesForm>();
  return (
    <Field label={t(TEXT.provider)}>
      <Controller
        control={control}
        name={name}
        render={({ field }) => (
          <Select
            value={field.value}
            onChange={field.onChange}
            options={[...new Set([...LOGIN_PROVIDERS, field.value])].map((value) => ({
              value,
              label: providerName(value),
            }))}
          />
        )}
      />
    </Field>
  );
}
