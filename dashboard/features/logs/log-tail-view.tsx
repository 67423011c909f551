// The end of the log: filtered at once, followed while new lines come.

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useMemo, useState } from "react";
import { toast } from "sonner";

import { api } from "../../lib/api.ts";
import { cx } from "../../lib/cx.ts";
import { wholeNumber } from "../../lib/format.ts";
import { errorText } from "../../lib/gateway-words.ts";
import { useText } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { INPUT_CLASS } from "../../ui/field.tsx";
import { Select } from "../../ui/select.tsx";
import { EmptyState, ErrorState, Skeleton } from "../../ui/states.tsx";
import { Switch } from "../../ui/switch.tsx";
import { filterEntries, type LogEntry } from "./log-entry.ts";
import { LogLines } from "./log-lines.tsx";
import { logKey, useLog } from "./log-query.ts";
import { LEVELS, type LogsSearch } from "./logs-search.ts";
import { TEXT } from "./messages.ts";

export interface LogTailViewProps {
  readonly search: LogsSearch;
  readonly onChange: (part: LogsSearch) => void;
}

export function LogTailView({ search, onChange }: LogTailViewProps) {
  const t = useText();
  const [isFollowing, setFollowing] = useState(true);
  const { data, error, refetch } = useLog(isFollowing);
  const { level, q } = search;
  const entries = data?.entries;
  const shown = useMemo(() => filterEntries(entries ?? [], { level, q }), [entries, level, q]);
  if (data === undefined) {
    return error === null ? <Skeleton className="h-96" /> : <ErrorState error={error} onRetry={() => void refetch()} />;
  }
  if (!data.toFile && data.entries.length === 0) return <LogOff />;
  return (
    <Card flush>
      <div className="flex flex-wrap items-center gap-2 border-b px-4 py-3">
        <input
          type="search"
          aria-label={t(TEXT.search)}
          placeholder={t(TEXT.search)}
          value={q ?? ""}
          onChange={(event) => onChange({ q: event.target.value === "" ? undefined : event.target.value })}
          className={cx(INPUT_CLASS, "h-9 grow basis-48 sm:max-w-80")}
        />
        <Select
          label={t(TEXT.level)}
          className="w-48"
          value={level ?? "debug"}
          onChange={(next) => onChange({ level: next === "debug" ? undefined : next })}
          options={LEVELS.map((value) => ({ value, label: t(TEXT[value]) }))}
        />
        <span className="grow text-xs text-soft">
          {t(TEXT.lines, { count: wholeNumber(shown.length), all: wholeNumber(data.entries.length) })}
        </span>
        <span className="flex items-center gap-2">
          <Switch label={t(TEXT.follow)} checked={isFollowing} onChange={setFollowing} />
          <span aria-hidden>{t(TEXT.follow)}</span>
        </span>
        <Button icon={<Download aria-hidden className="size-4" />} onClick={() => save(shown)}>
          {t(TEXT.download)}
        </Button>
      </div>
      {!data.toFile && <p className="border-b bg-warn-soft px-4 py-2 text-sm text-warn">{t(TEXT.wasOff)}</p>}
      {shown.length === 0 ? (
        <EmptyState title={t(data.entries.length === 0 ? TEXT.none : TEXT.noneFound)}>
          {t(data.entries.length === 0 ? TEXT.noneNote : TEXT.noneFoundNote)}
        </EmptyState>
      ) : (
        <LogLines entries={shown} isFollowing={isFollowing} onLeave={() => setFollowing(false)} />
      )}
    </Card>
  );
}

function LogOff() {
  const t = useText();
  const client = useQueryClient();
  const turnOn = useMutation({
    mutationFn: () => api.call("patch", "/api/config", { json: { values: { "logging-to-file": true } } }),
    onSuccess: async () => {
      toast.success(t(TEXT.turnedOn));
      await client.invalidateQueries({ queryKey: logKey });
    },
    onError: (error) => toast.error(errorText(error)),
  });
  return (
    <Card>
      <EmptyState
        title={t(TEXT.off)}
        action={
          <Button kind="primary" busy={turnOn.isPending} onClick={() => turnOn.mutate()}>
            {t(TEXT.turnOn)}
          </Button>
        }
      >
        {t(TEXT.offNote)}
      </EmptyState>
    </Card>
  );
}

function save(entries: readonly LogEntry[]): void {
  const text = `${entries.map(({ line }) => line).join("\n")}\n`;
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `switchyard-${new Date().toISOString().slice(0, 19).replaceAll(":", "")}.log`;
  link.click();
  URL.revokeObjectURL(url);
}
