// One model's price: set, changed, or taken back so that the built-in one counts.

import { type FieldError, useForm } from "react-hook-form";
import { toast } from "sonner";

import { errorText } from "../../lib/gateway-words.ts";
import { useText } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field, TextInput } from "../../ui/field.tsx";
import { TEXT } from "./messages.ts";
import { type Price, type PriceChange, useChangePrice } from "./prices-query.ts";

interface Fields {
  readonly model: string;
  readonly input: string;
  readonly cached_input: string;
  readonly cache_write: string;
  readonly output: string;
}

const AMOUNTS = [
  { name: "input", text: TEXT.priceInput, isNeeded: true },
  { name: "cached_input", text: TEXT.priceCached, isNeeded: false },
  { name: "cache_write", text: TEXT.priceWrite, isNeeded: false },
  { name: "output", text: TEXT.priceOutput, isNeeded: true },
] as const;

export interface PriceDialogProps {
  /** Empty for one that is named here. */
  readonly model: string;
  readonly price: Price | null;
  readonly onClose: () => void;
}

export function PriceDialog({ model, price, onClose }: PriceDialogProps) {
  const t = useText();
  const { mutateAsync, isPending } = useChangePrice();
  const shown = (value: number | undefined): string => (value === undefined ? "" : String(value));
  const { register, handleSubmit, formState } = useForm<Fields>({
    defaultValues: {
      model,
      input: shown(price?.input),
      cached_input: shown(price?.cached_input),
      cache_write: shown(price?.cache_write),
      output: shown(price?.output),
    },
  });
  const isOwn = price?.source === "config";
  const change = async (wanted: PriceChange): Promise<void> => {
    try {
      await mutateAsync(wanted);
      const undo = isOwn ? changeOf(price) : { model: wanted.model, price: null };
      toast.success(t(wanted.price === null ? TEXT.takenBack : TEXT.saved, { name: wanted.model }), {
        action: {
          label: t(TEXT.undo),
          onClick: () => void mutateAsync(undo).catch((error: Error) => toast.error(errorText(error))),
        },
      });
      onClose();
    } catch (error) {
      toast.error(errorText(error));
    }
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={model === "" ? t(TEXT.add) : t(price === null ? TEXT.setPrice : TEXT.editOf, { name: model })}
      note={t(TEXT.usd)}
      actions={
        <>
          <Button onClick={onClose}>{t(TEXT.cancel)}</Button>
          {isOwn && (
            <Button busy={isPending} onClick={() => void change({ model, price: null })}>
              {t(TEXT.takeBack)}
            </Button>
          )}
          <Button kind="primary" type="submit" form="price" busy={isPending}>
            {t(TEXT.save)}
          </Button>
        </>
      }
    >
      <form
        id="price"
        noValidate
        className="grid grid-cols-2 gap-4"
        onSubmit={(event) => void handleSubmit((fields) => change(wantedOf(fields)))(event)}
      >
        {model === "" && (
          <Field
            className="col-span-2"
            label={t(TEXT.model)}
            help={t(TEXT.modelHelp)}
            error={messageOf(formState.errors.model)}
          >
            <TextInput autoFocus {...register("model", { required: t(TEXT.needed) })} />
          </Field>
        )}
        {AMOUNTS.map(({ name, text, isNeeded }) => (
          <Field
            key={name}
            label={t(text)}
            help={isNeeded ? undefined : t(TEXT.asInput)}
            error={messageOf(formState.errors[name])}
          >
            <TextInput
              inputMode="decimal"
              {...register(name, { validate: (value) => isAmount(value, isNeeded) || t(TEXT.wrong) })}
            />
          </Field>
        ))}
      </form>
    </Dialog>
  );
}

function isAmount(text: string, isNeeded: boolean): boolean {
  if (text.trim() === "") return !isNeeded;
  const value = Number(text);
  return Number.isFinite(value) && value >= 0;
}

function wantedOf({ model, input, output, cached_input, cache_write }: Fields): PriceChange {
  const optional = (text: string): number | null => (text.trim() === "" ? null : Number(text));
  return {
    model: model.trim(),
    price: {
      input: Number(input),
      output: Number(output),
      cached_input: optional(cached_input),
      cache_write: optional(cache_write),
    },
  };
}

function changeOf({ model, input, output, cached_input, cache_write }: Price): PriceChange {
  return { model, price: { input, output, cached_input, cache_write } };
}

function messageOf(error: FieldError | undefined): string | undefined {
  return error?.message;
}
