// One line of the settings form.

import { useFormContext } from "react-hook-form";

import { Field, TextArea, TextInput } from "../../ui/field.tsx";
import type { AccountSettings } from "./account-settings.ts";

export function SettingField({
  name,
  label,
  help,
  long = false,
  validate,
}: {
  readonly name: Exclude<keyof AccountSettings, "aliases" | "headers">;
  readonly label: string;
  readonly help?: string;
  /** Several lines. */
  readonly long?: boolean;
  /** True, or what is wrong with it. */
  readonly validate?: (value: string) => true | string;
}) {
  const { register, formState } = useFormContext<AccountSettings>();
  const input = register(name, validate === undefined ? {} : { validate });
  return (
    <Field label={label} help={help} error={formState.errors[name]?.message}>
      {long ? <TextArea {...input} rows={3} /> : <TextInput {...input} autoComplete="off" />}
    </Field>
  );
}
