// How much is remembered, for how long, and letting go of it.

import { type ReactNode, useState } from "react";
import { useForm } from "react-hook-form";
import { toast } from "sonner";

import { bytesText, compactNumber, wholeNumber } from "../../lib/format.ts";
import { errorText } from "../../lib/gateway-words.ts";
import { say, useText } from "../../lib/i18n.ts";
import { useNow } from "../../lib/now.ts";
import { useMayChange } from "../../lib/session.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { Field, TextInput } from "../../ui/field.tsx";
import { ErrorState, Skeleton } from "../../ui/states.tsx";
import { Time } from "../../ui/time.tsx";
import { ConfigNumbers } from "./config-numbers.tsx";
import { STORAGE_TEXT } from "./file-messages.ts";
import { type Storage, usePrune, useStorage } from "./storage-query.ts";
import { WithConfig } from "./with-config.tsx";

const RETENTION = ["retention.records-days", "retention.samples-days", "retention.audit-days"] as const;
const DATABASES = { sqlite: "SQLite", postgres: "PostgreSQL" } as const;

export function StorageSection() {
  const t = useText();
  const mayChange = useMayChange();
  const storage = useStorage();
  if (storage.data === undefined) {
    if (storage.isError) return <ErrorState error={storage.error} onRetry={() => void storage.refetch()} />;
    return <Skeleton className="h-64" />;
  }
  return (
    <>
      <Sizes storage={storage.data} />
      {mayChange && (
        <WithConfig>
          {(config) => <ConfigNumbers title={t(STORAGE_TEXT.retention)} keys={RETENTION} config={config} />}
        </WithConfig>
      )}
      {mayChange && <Prune keptDays={storage.data.records_days} />}
    </>
  );
}

function Sizes({ storage }: { readonly storage: Storage }) {
  const t = useText();
  const free = storage.free_bytes;
  const outlook = outlookOf(storage, useNow());
  const facts: readonly (readonly [string, ReactNode, ReactNode])[] = [
    [
      t(STORAGE_TEXT.size),
      bytesText(storage.bytes),
      free === 0 ? null : t(STORAGE_TEXT.free, { size: bytesText(free) }),
    ],
    [
      t(STORAGE_TEXT.records),
      wholeNumber(storage.records),
      outlook === null ? null : say(STORAGE_TEXT.outlook, outlook),
    ],
    [t(STORAGE_TEXT.oldest), <Time key="oldest" at={storage.oldest_record_at} />, null],
    [
      t(STORAGE_TEXT.pruned),
      storage.last_pruned_at === null ? t(STORAGE_TEXT.notYet) : <Time key="pruned" at={storage.last_pruned_at} />,
      null,
    ],
    [t(STORAGE_TEXT.database), DATABASES[storage.database], null],
  ];
  return (
    <Card>
      <dl className="grid grid-cols-2 gap-4 sm:grid-cols-3 xl:grid-cols-5">
        {facts.map(([name, value, note]) => (
          <div key={name} className="min-w-0">
            <dt className="text-xs text-soft">{name}</dt>
            <dd className="text-lg font-semibold">{value}</dd>
            {note !== null && <dd className="text-xs text-soft">{note}</dd>}
          </div>
        ))}
      </dl>
    </Card>
  );
}

const DAY_MS = 86_400_000;

/** What it comes to at today's pace once the time that records are kept is full; null where that is too early to say. */
function outlookOf({ records, bytes, oldest_record_at: oldest, records_days: days }: Storage, now: number) {
  const age = oldest === null ? 0 : (now - Date.parse(oldest)) / DAY_MS;
  if (age < 1 || age >= days) return null;
  const growth = days / age;
  return { days, records: compactNumber(records * growth), size: bytesText(bytes * growth) };
}

function Prune({ keptDays }: { readonly keptDays: number }) {
  const t = useText();
  const prune = usePrune();
  const [days, setDays] = useState<number | null>(null);
  const { register, handleSubmit, formState } = useForm({ defaultValues: { days: String(keptDays) } });
  const submit = handleSubmit((form) => setDays(Number(form.days)));
  const run = async (): Promise<void> => {
    try {
      const pruned = await prune.mutateAsync(days ?? keptDays);
      const size = bytesText(Math.max(0, pruned.bytes_before - pruned.bytes));
      toast.success(t(STORAGE_TEXT.done, { records: wholeNumber(pruned.records_removed), size }));
    } catch (error) {
      toast.error(errorText(error));
      throw error;
    }
  };
  return (
    <Card title={t(STORAGE_TEXT.prune)} note={t(STORAGE_TEXT.pruneNote)}>
      <form className="flex flex-wrap items-end gap-3" onSubmit={(event) => void submit(event)}>
        <Field label={t(STORAGE_TEXT.olderThan)} error={formState.errors.days?.message} className="w-60">
          <TextInput
            inputMode="decimal"
            {...register("days", {
              validate: (value) => /^\d+(\.\d+)?$/.test(value.trim()) || t(STORAGE_TEXT.olderWrong),
            })}
          />
        </Field>
        <Button type="submit">{t(STORAGE_TEXT.prune)}</Button>
      </form>
      <Confirm
        open={days !== null}
        danger
        onClose={() => setDays(null)}
        title={days === 0 ? t(STORAGE_TEXT.pruneAllTitle) : t(STORAGE_TEXT.pruneTitle, { days: days ?? 0 })}
        action={t(STORAGE_TEXT.prune)}
        onConfirm={run}
      >
        {t(STORAGE_TEXT.pruneConfirm)}
      </Confirm>
    </Card>
  );
}
