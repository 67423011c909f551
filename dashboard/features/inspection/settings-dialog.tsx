// Schedule and automation, each with what it means.

import { type Control, Controller, useForm, type UseFormReturn } from "react-hook-form";
import { toast } from "sonner";

import { errorText } from "../../lib/gateway-words.ts";
import { type Text, useText } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field, TextInput } from "../../ui/field.tsx";
import { UI_TEXT } from "../../ui/messages.ts";
import { Switch } from "../../ui/switch.tsx";
import { type Inspections, useConfigureInspection } from "./inspection-query.ts";
import { TEXT } from "./messages.ts";
import { fieldsOf, problemOf, type SettingsFields, settingsOf } from "./settings-fields.ts";

export interface SettingsDialogProps {
  readonly inspections: Inspections;
  readonly onClose: () => void;
}

export function SettingsDialog({ inspections, onClose }: SettingsDialogProps) {
  const t = useText();
  const configure = useConfigureInspection();
  const form = useForm<SettingsFields>({ defaultValues: fieldsOf(inspections.settings) });
  const save = form.handleSubmit((fields) =>
    configure.mutate(settingsOf(fields), {
      onSuccess() {
        toast.success(t(TEXT.saved));
        onClose();
      },
      onError: (error) => toast.error(errorText(error)),
    }),
  );
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={t(TEXT.settingsTitle)}
      note={t(TEXT.settingsNote)}
      actions={
        <>
          <Button onClick={onClose}>{t(UI_TEXT.cancel)}</Button>
          <Button kind="primary" busy={configure.isPending} onClick={() => void save()}>
            {t(TEXT.save)}
          </Button>
        </>
      }
    >
      <form className="flex flex-col gap-5" onSubmit={(event) => void save(event)}>
        <Automation control={form.control} />
        <div className="grid gap-4 sm:grid-cols-2">
          <Line form={form} name="everyMinutes" label={TEXT.everyMinutes} help={t(TEXT.everyMinutesHelp)} />
          <Line form={form} name="at" label={TEXT.at} help={t(TEXT.atHelp)} />
          <Field label={t(TEXT.zone)} help={t(TEXT.zoneHelp, { zone: inspections.own_time_zone })}>
            <TextInput {...form.register("zone")} autoComplete="off" placeholder={inspections.own_time_zone} />
          </Field>
          <Line form={form} name="pauseAt" label={TEXT.pauseAt} help={t(TEXT.pauseAtHelp)} />
          <Line form={form} name="workers" label={TEXT.workers} />
        </div>
        <TestRequests control={form.control} />
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </form>
    </Dialog>
  );
}

interface LineProps {
  readonly form: UseFormReturn<SettingsFields>;
  readonly name: "everyMinutes" | "at" | "workers" | "pauseAt";
  readonly label: Text;
  readonly help?: string;
}

function Line({ form, name, label, help }: LineProps) {
  const t = useText();
  const validate = (value: string): string | true => {
    const problem = problemOf(name, value);
    return problem === null ? true : t(problem);
  };
  return (
    <Field label={t(label)} help={help} error={form.formState.errors[name]?.message}>
      <TextInput
        {...form.register(name, { validate })}
        autoComplete="off"
        inputMode={name === "at" ? "text" : "numeric"}
      />
    </Field>
  );
}

const CHOICES = [
  ["none", TEXT.noneNote],
  ["disable", TEXT.disableNote],
  ["recover", TEXT.recoverNote],
] as const;

function Automation({ control }: { readonly control: Control<SettingsFields> }) {
  const t = useText();
  return (
    <Controller
      control={control}
      name="automation"
      render={({ field }) => (
        <fieldset className="flex flex-col gap-2">
          <legend className="mb-1 font-medium">{t(TEXT.automation)}</legend>
          {CHOICES.map(([value, note]) => (
            <label
              key={value}
              className="flex cursor-pointer items-start gap-3 rounded-md border p-3 has-checked:border-accent has-checked:bg-accent-soft"
            >
              <input
                type="radio"
                name="automation"
                value={value}
                checked={field.value === value}
                onChange={() => field.onChange(value)}
                className="mt-0.5 accent-accent"
              />
              <span>
                <span className="block font-medium">{t(TEXT[value])}</span>
                <span className="block text-sm text-soft">{t(note)}</span>
              </span>
            </label>
          ))}
        </fieldset>
      )}
    />
  );
}

function TestRequests({ control }: { readonly control: Control<SettingsFields> }) {
  const t = useText();
  return (
    <Controller
      control={control}
      name="testRequests"
      render={({ field }) => (
        <div className="flex items-start gap-3">
          <Switch checked={field.value} onChange={field.onChange} label={t(TEXT.testRequests)} />
          <div>
            <p className="font-medium">{t(TEXT.testRequests)}</p>
            <p className="text-sm text-soft">{t(TEXT.testRequestsHelp)}</p>
          </div>
        </div>
      )}
    />
  );
}
