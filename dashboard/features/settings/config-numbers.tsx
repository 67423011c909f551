// Numbers of config.yaml as a form: empty is the default, and what is saved is what was changed.

import { useForm } from "react-hook-form";
import { toast } from "sonner";

import { bytesText, durationText } from "../../lib/format.ts";
import { errorText } from "../../lib/gateway-words.ts";
import { say, useText } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Field, TextInput } from "../../ui/field.tsx";
import { type Config, usePatchConfig } from "./config-query.ts";
import { LIMIT_TEXT } from "./file-messages.ts";
import { TEXT } from "./messages.ts";

/** Dotted keys that have a text here. */
export type NumberKey = Extract<keyof typeof LIMIT_TEXT, `${string}${"-" | "."}${string}`>;

interface Row {
  readonly value: string;
}

export function ConfigNumbers({
  title,
  note,
  keys,
  config,
}: {
  readonly title: string;
  readonly note?: string;
  readonly keys: readonly NumberKey[];
  readonly config: Config;
}) {
  const t = useText();
  const patch = usePatchConfig();
  const inForce = keys.map((key): Row => ({ value: numberText(config.values[key]) }));
  const { register, handleSubmit, reset, formState } = useForm<{ readonly rows: readonly Row[] }>({
    values: { rows: inForce },
    resetOptions: { keepDirtyValues: true },
  });
  const submit = handleSubmit(async ({ rows }) => {
    const changed = keys.flatMap((key, index): readonly (readonly [string, number | null])[] => {
      const value = rows[index]?.value.trim() ?? "";
      if (value === inForce[index]?.value) return [];
      return [[key, value === "" ? null : Number(value)]];
    });
    try {
      if (changed.length > 0) await patch.mutateAsync(Object.fromEntries(changed));
      reset({ rows });
      toast.success(t(TEXT.saved));
    } catch (error) {
      toast.error(errorText(error));
    }
  });
  return (
    <Card title={title} note={note}>
      <form className="flex flex-col gap-4" onSubmit={(event) => void submit(event)}>
        <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
          {keys.map((key, index) => (
            <Field
              key={key}
              label={t(LIMIT_TEXT[key])}
              help={helpOf(config, key)}
              error={formState.errors.rows?.[index]?.value?.message}
            >
              <TextInput
                inputMode="decimal"
                autoComplete="off"
                {...register(`rows.${index}.value`, {
                  validate: (value) => (!Number.isNaN(Number(value)) && Number(value) >= 0) || t(LIMIT_TEXT.number),
                })}
              />
            </Field>
          ))}
        </div>
        <div className="flex flex-wrap gap-2">
          <Button
            type="submit"
            kind={formState.isDirty ? "primary" : "plain"}
            disabled={!formState.isDirty}
            busy={formState.isSubmitting}
          >
            {t(TEXT.save)}
          </Button>
          <Button kind="quiet" disabled={!formState.isDirty} onClick={() => reset({ rows: inForce })}>
            {t(TEXT.reset)}
          </Button>
        </div>
      </form>
    </Card>
  );
}

/** What holds where nothing is set; large numbers in words as well. */
function helpOf({ keys }: Config, key: string): string {
  const value = keys.find((one) => one.key === key)?.default;
  const shown = numberText(value) || "–";
  const words = typeof value === "number" ? inWords(key, value) : null;
  return say(LIMIT_TEXT.byDefault, { value: words === null ? shown : `${shown} (${words})` });
}

const MINUTE_SECONDS = 60;

function inWords(key: string, value: number): string | null {
  if (key.endsWith("-bytes")) return bytesText(value);
  return key.endsWith("-seconds") && value >= MINUTE_SECONDS ? durationText(value * 1000) : null;
}

function numberText(value: unknown): string {
  return typeof value === "number" ? String(value) : "";
}
