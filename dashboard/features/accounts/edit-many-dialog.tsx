// Changing priority, note and project of many accounts at once.

import { useForm } from "react-hook-form";

import { useText } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field, TextInput } from "../../ui/field.tsx";
import { UI_TEXT } from "../../ui/messages.ts";
import { Select } from "../../ui/select.tsx";
import { useAccountCommands } from "./account-commands.ts";
import type { Account } from "./accounts-query.ts";
import { counted } from "./counted.ts";
import { DIALOG_TEXT } from "./dialog-messages.ts";
import { type ManyChanges, NO_CHANGES, wishesFor } from "./many-changes.ts";

type Mode = "keep" | "set" | "append" | "clear";

export function EditManyDialog({
  accounts,
  onClose,
}: {
  readonly accounts: readonly Account[];
  readonly onClose: () => void;
}) {
  const t = useText();
  const { run } = useAccountCommands();
  const form = useForm<ManyChanges>({ defaultValues: NO_CHANGES });
  const { errors, isSubmitting } = form.formState;
  const apply = form.handleSubmit(async (changes) => {
    const wishes = wishesFor(changes);
    if (wishes.length === 0) {
      form.setError("root", { message: t(DIALOG_TEXT.nothingChosen) });
      return;
    }
    for (const wish of wishes) await run(accounts, wish);
    onClose();
  });
  const line = (name: "priority" | "note" | "project", modes: readonly Mode[]) => ({
    mode: form.watch(`${name}Mode`),
    onMode: (mode: Mode) => form.setValue(`${name}Mode`, mode),
    modes,
    error: errors[name]?.message,
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(DIALOG_TEXT.editMany, { count: counted(accounts.length) })}
      note={t(DIALOG_TEXT.editManyNote)}
      actions={
        <>
          <Button onClick={onClose}>{t(UI_TEXT.cancel)}</Button>
          <Button kind="primary" busy={isSubmitting} onClick={() => void apply()}>
            {t(DIALOG_TEXT.apply)}
          </Button>
        </>
      }
    >
      <form className="flex flex-col gap-5" onSubmit={(event) => void apply(event)}>
        <ChangeLine
          label={t(DIALOG_TEXT.priority)}
          help={t(DIALOG_TEXT.priorityHelp)}
          {...line("priority", ["keep", "set", "clear"])}
          input={form.register("priority", {
            validate: (value, { priorityMode }) =>
              priorityMode !== "set" || isPriority(value) || t(DIALOG_TEXT.wholeNumber),
          })}
        />
        <ChangeLine
          label={t(DIALOG_TEXT.note)}
          {...line("note", ["keep", "set", "append", "clear"])}
          input={form.register("note", {
            validate: (value, { noteMode }) => !needsText(noteMode) || value.trim() !== "" || t(DIALOG_TEXT.required),
          })}
        />
        <ChangeLine
          label={t(DIALOG_TEXT.projectId)}
          help={t(DIALOG_TEXT.projectHelp)}
          {...line("project", ["keep", "set", "clear"])}
          input={form.register("project", {
            validate: (value, { projectMode }) =>
              !needsText(projectMode) || value.trim() !== "" || t(DIALOG_TEXT.required),
          })}
        />
        {errors.root?.message !== undefined && (
          <p role="alert" className="text-sm text-bad">
            {errors.root.message}
          </p>
        )}
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}

interface ChangeLineProps {
  readonly label: string;
  readonly help?: string;
  readonly mode: Mode;
  readonly modes: readonly Mode[];
  readonly onMode: (mode: Mode) => void;
  readonly error: string | undefined;
  readonly input: object;
}

function ChangeLine({ label, help, mode, modes, onMode, error, input }: ChangeLineProps) {
  const t = useText();
  return (
    <div className="grid gap-2 sm:grid-cols-[10rem_1fr]">
      <div className="flex flex-col gap-1">
        <p className="text-sm font-medium">{label}</p>
        <Select<Mode>
          label={label}
          value={mode}
          onChange={onMode}
          options={modes.map((value) => ({ value, label: t(DIALOG_TEXT[value]) }))}
        />
      </div>
      {needsText(mode) && (
        <Field label={t(DIALOG_TEXT[mode])} help={help} error={error}>
          <TextInput {...input} maxLength={2000} />
        </Field>
      )}
    </div>
  );
}

function needsText(mode: Mode): boolean {
  return mode === "set" || mode === "append";
}

const HIGHEST = 1_000_000;

function isPriority(value: string): boolean {
  return /^-?\d+$/.test(value.trim()) && Math.abs(Number(value)) <= HIGHEST;
}
