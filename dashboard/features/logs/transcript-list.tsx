// What was asked and answered in requests that failed, as files.

import { Eye, FileDown } from "lucide-react";

import { addressOf } from "../../lib/address-of.ts";
import { BASE_URL } from "../../lib/api.ts";
import { bytesText } from "../../lib/format.ts";
import { useText } from "../../lib/i18n.ts";
import { Card } from "../../ui/card.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { EmptyState, ErrorState, Skeleton } from "../../ui/states.tsx";
import { Time } from "../../ui/time.tsx";
import { TEXT } from "./messages.ts";
import { type Transcript, useTranscripts } from "./transcripts-query.ts";

export interface TranscriptListProps {
  readonly onRead: (requestId: string) => void;
}

export function TranscriptList({ onRead }: TranscriptListProps) {
  const t = useText();
  const { data, error, refetch } = useTranscripts();
  if (error !== null) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton className="h-96" />;
  if (data.transcripts.length === 0) {
    return (
      <Card>
        <EmptyState title={t(TEXT.noTranscripts)}>{t(data.of_all ? TEXT.ofAll : TEXT.noTranscriptsNote)}</EmptyState>
      </Card>
    );
  }
  return (
    <Card flush {...(data.of_all ? { title: t(TEXT.transcripts), note: t(TEXT.ofAll) } : {})}>
      <table className="w-full text-left">
        <thead className="text-xs text-soft">
          <tr>
            <th scope="col" className="px-4 py-2 font-medium">
              {t(TEXT.file)}
            </th>
            <th scope="col" className="px-2 py-2 font-medium">
              {t(TEXT.when)}
            </th>
            <th scope="col" className="px-2 py-2 text-right font-medium max-sm:hidden">
              {t(TEXT.size)}
            </th>
            <th scope="col" className="px-4 py-2">
              <span className="sr-only">{t(TEXT.download)}</span>
            </th>
          </tr>
        </thead>
        <tbody className="divide-y">
          {data.transcripts.map((transcript) => (
            <Row key={transcript.name} transcript={transcript} onRead={onRead} />
          ))}
        </tbody>
      </table>
    </Card>
  );
}

function Row({
  transcript: { name, request_id: id, bytes, written_at: at },
  onRead,
}: TranscriptListProps & { readonly transcript: Transcript }) {
  const t = useText();
  return (
    <tr>
      <td className="min-w-0 px-4 py-2">
        <a
          href={addressOf("/monitoring", { request: id })}
          className="font-mono text-xs text-accent underline underline-offset-2"
        >
          {id}
        </a>
        <p className="text-xs text-soft">{name}</p>
      </td>
      <td className="px-2 py-2 whitespace-nowrap text-soft">
        <Time at={at} past />
      </td>
      <td className="px-2 py-2 text-right whitespace-nowrap max-sm:hidden">{bytesText(bytes)}</td>
      <td className="px-4 py-2 text-right whitespace-nowrap">
        <IconButton label={t(TEXT.read, { id })} onClick={() => onRead(id)}>
          <Eye aria-hidden className="size-4" />
        </IconButton>
        <a
          href={`${BASE_URL}/api/logs/transcripts/${encodeURIComponent(id)}`}
          download={name}
          aria-label={t(TEXT.save, { id })}
          className="inline-flex size-9 items-center justify-center rounded-md text-soft hover:bg-sunken hover:text-ink"
        >
          <FileDown aria-hidden className="size-4" />
        </a>
      </td>
    </tr>
  );
}
