// What was asked and answered in one request, to be read where one stands.

import { FileDown } from "lucide-react";

import { addressOf } from "../../lib/address-of.ts";
import { BASE_URL } from "../../lib/api.ts";
import { cx } from "../../lib/cx.ts";
import { bytesText } from "../../lib/format.ts";
import { useText } from "../../lib/i18n.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { ErrorState, Skeleton } from "../../ui/states.tsx";
import { TEXT } from "./messages.ts";
import { useTranscript } from "./transcripts-query.ts";

/** Longer ones are shown as far as this, and downloaded whole. */
const MOST_SHOWN = 200_000;

export interface TranscriptDrawerProps {
  readonly requestId: string;
  readonly onClose: () => void;
}

export function TranscriptDrawer({ requestId, onClose }: TranscriptDrawerProps) {
  const t = useText();
  const { data, error, refetch } = useTranscript(requestId);
  return (
    <Dialog
      open
      place="drawer"
      onClose={onClose}
      title={t(TEXT.transcript)}
      note={<span className="font-mono text-xs">{requestId}</span>}
    >
      <div className="flex min-w-0 flex-col gap-3">
        <p className="flex flex-wrap gap-x-4 gap-y-1 text-sm font-medium text-accent">
          <a href={addressOf("/monitoring", { request: requestId })} className="underline underline-offset-2">
            {t(TEXT.toStory)}
          </a>
          {data !== undefined && (
            <a
              href={`${BASE_URL}/api/logs/transcripts/${encodeURIComponent(requestId)}`}
              download
              className="inline-flex items-center gap-1.5 underline underline-offset-2"
            >
              <FileDown aria-hidden className="size-4" />
              {t(TEXT.downloadWhole)}
            </a>
          )}
        </p>
        {error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
        {error === null && data === undefined && <Skeleton className="h-96" />}
        {data !== undefined && <Transcript text={data} />}
      </div>
    </Dialog>
  );
}

function Transcript({ text }: { readonly text: string }) {
  const t = useText();
  return (
    <>
      <pre className="rounded-lg border bg-sunken p-3 text-xs leading-relaxed wrap-anywhere whitespace-pre-wrap">
        {text
          .slice(0, MOST_SHOWN)
          .split("\n")
          .map((line, index) => (
            // Its parts begin with a line between equals signs.
            <span key={index} className={cx("block min-h-[1lh]", /^=== .* ===$/.test(line) && "font-bold text-accent")}>
              {line}
            </span>
          ))}
      </pre>
      {text.length > MOST_SHOWN && (
        <p className="text-sm text-soft">{t(TEXT.cutOff, { size: bytesText(text.length - MOST_SHOWN) })}</p>
      )}
    </>
  );
}
