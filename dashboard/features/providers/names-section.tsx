// Which names clients may say, what stands in for what, and what is never served.

import { FormProvider, useForm } from "react-hook-form";
import { toast } from "sonner";

import { errorText } from "../../lib/gateway-words.ts";
import { useText } from "../../lib/i18n.ts";
import { useMayChange } from "../../lib/session.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Field, TextArea } from "../../ui/field.tsx";
import { EmptyState, ErrorState, Skeleton } from "../../ui/states.tsx";
import { Switch } from "../../ui/switch.tsx";
import { NAMES_TEXT } from "./messages.ts";
import { namesChange, type NamesForm, wrongFallback } from "./names-form.ts";
import { useNames, useSaveNames } from "./names-query.ts";
import { AliasRows, ExclusionRows, LoginAliasRows } from "./names-rows.tsx";

export function NamesSection() {
  const t = useText();
  const mayChange = useMayChange();
  const names = useNames(mayChange);
  if (!mayChange) {
    return (
      <Card>
        <EmptyState title={t(NAMES_TEXT.operatorOnly)}>{t(NAMES_TEXT.operatorOnlyNote)}</EmptyState>
      </Card>
    );
  }
  if (names.data !== undefined) return <Names inForce={names.data} />;
  if (names.isError) return <ErrorState error={names.error} onRetry={() => void names.refetch()} />;
  return <Skeleton className="h-96" />;
}

function Names({ inForce }: { readonly inForce: NamesForm }) {
  const t = useText();
  const save = useSaveNames();
  const form = useForm<NamesForm>({ values: inForce, resetOptions: { keepDirtyValues: true } });
  const { isDirty, isSubmitting, errors } = form.formState;
  const submit = form.handleSubmit(async (after) => {
    const change = namesChange(inForce, after);
    try {
      form.reset(change === null ? inForce : await save.mutateAsync(change));
      toast.success(t(NAMES_TEXT.saved));
    } catch (error) {
      toast.error(errorText(error));
    }
  });
  const isFallbacks = (text: string): true | string => {
    const line = wrongFallback(text);
    return line === null || t(NAMES_TEXT.fallbackWrong, { line });
  };
  const prefixOnly = form.watch("prefixOnly");
  return (
    <FormProvider {...form}>
      <form className="flex flex-col gap-4" onSubmit={(event) => void submit(event)}>
        {/* Columns, not rows: a long list on one side leaves no hole on the other. */}
        <div className="gap-4 xl:columns-2 [&>*]:mb-4 [&>*]:break-inside-avoid">
          <Card title={t(NAMES_TEXT.aliases)} note={t(NAMES_TEXT.aliasesNote)}>
            <AliasRows />
          </Card>
          <Card title={t(NAMES_TEXT.fallbacks)} note={t(NAMES_TEXT.fallbacksNote)}>
            <Field label={t(NAMES_TEXT.fallbackRows)} error={errors.fallbacks?.message}>
              <TextArea rows={4} spellCheck={false} {...form.register("fallbacks", { validate: isFallbacks })} />
            </Field>
          </Card>
          <Card title={t(NAMES_TEXT.exclusions)} note={t(NAMES_TEXT.exclusionsNote)}>
            <ExclusionRows />
          </Card>
          <Card title={t(NAMES_TEXT.loginAliases)} note={t(NAMES_TEXT.loginAliasesNote)}>
            <LoginAliasRows />
          </Card>
          <Card title={t(NAMES_TEXT.prefixes)}>
            <div className="flex items-start gap-4">
              <div className="min-w-0 grow">
                <p className="font-medium">{t(NAMES_TEXT.prefixOnly)}</p>
                <p className="text-sm text-soft">{t(NAMES_TEXT.prefixOnlyNote)}</p>
              </div>
              <Switch
                label={t(NAMES_TEXT.prefixOnly)}
                checked={prefixOnly}
                onChange={(on) => form.setValue("prefixOnly", on, { shouldDirty: true })}
              />
            </div>
          </Card>
        </div>
        <div className="flex flex-wrap gap-2">
          <Button type="submit" kind="primary" disabled={!isDirty} busy={isSubmitting}>
            {t(NAMES_TEXT.save)}
          </Button>
          <Button kind="quiet" disabled={!isDirty} onClick={() => form.reset(inForce)}>
            {t(NAMES_TEXT.reset)}
          </Button>
        </div>
      </form>
    </FormProvider>
  );
}
