// The lines, oldest first, in a window of their own; only those in sight are drawn.

import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";

import { addressOf } from "../../lib/address-of.ts";
import { cx } from "../../lib/cx.ts";
import { exactText, secondsText } from "../../lib/format.ts";
import { useText } from "../../lib/i18n.ts";
import { useNow } from "../../lib/now.ts";
import { type LogEntry, type LogPart, partsOf } from "./log-entry.ts";
import type { Level } from "./logs-search.ts";
import { TEXT } from "./messages.ts";

const LINE_PX = 24;
/** So near to the end counts as being there. */
const NEAR_PX = 40;

const LOOKS: Readonly<Record<Level, string>> = {
  debug: "text-soft",
  info: "text-accent",
  warn: "text-warn",
  error: "text-bad",
};

export interface LogLinesProps {
  readonly entries: readonly LogEntry[];
  readonly isFollowing: boolean;
  /** The reader has scrolled away from the end. */
  readonly onLeave: () => void;
}

export function LogLines({ entries, isFollowing, onLeave }: LogLinesProps) {
  const t = useText();
  const frame = useRef<HTMLDivElement>(null);
  const { getVirtualItems, getTotalSize, measureElement, scrollToIndex } = useVirtualizer({
    count: entries.length,
    getScrollElement: () => frame.current,
    estimateSize: () => LINE_PX,
    overscan: 20,
  });
  useEffect(() => {
    if (isFollowing && entries.length > 0) scrollToIndex(entries.length - 1, { align: "end" });
  }, [isFollowing, entries, scrollToIndex]);
  const leave = (): void => {
    const { scrollHeight = 0, scrollTop = 0, clientHeight = 0 } = frame.current ?? {};
    if (isFollowing && scrollHeight - scrollTop - clientHeight > NEAR_PX) onLeave();
  };
  return (
    <div
      ref={frame}
      role="log"
      aria-label={t(TEXT.log)}
      aria-live="off"
      tabIndex={0}
      // A wheel or a finger leaves the end; the lines' own growth does not.
      onWheel={leave}
      onTouchMove={leave}
      className="h-[max(20rem,calc(100dvh-18rem))] overflow-auto font-mono text-xs"
    >
      <div className="relative" style={{ height: getTotalSize() }}>
        {getVirtualItems().map((item) => {
          const entry = entries[item.index];
          return entry === undefined ? null : (
            <div
              key={item.key}
              ref={measureElement}
              data-index={item.index}
              className="absolute inset-x-0 top-0 px-4 py-1 hover:bg-sunken"
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <Line entry={entry} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Line({ entry: { line, at, level, event, rest, requestId } }: { readonly entry: LogEntry }) {
  const now = useNow();
  if (at === null) return <span className="whitespace-pre-wrap text-soft">{line}</span>;
  return (
    <div className="grid grid-cols-[auto_auto_1fr] gap-x-3 sm:grid-cols-[auto_2.75rem_1fr]">
      <time dateTime={new Date(at).toISOString()} title={exactText(at)} className="text-soft">
        {secondsText(at, now)}
      </time>
      <span className={cx("font-semibold", level !== null && LOOKS[level])}>{level}</span>
      <span className="min-w-0 max-sm:col-span-3">
        <span className="font-semibold">{event}</span>
        {partsOf(rest).map((part, index) => (
          <Part key={index} part={part} requestId={requestId} />
        ))}
      </span>
    </div>
  );
}

/** Lines break between fields, not inside words. */
function Part({ part: { name, text, at }, requestId }: { readonly part: LogPart; readonly requestId: string | null }) {
  const t = useText();
  const now = useNow();
  return (
    <>
      {" "}
      <span className="inline-block max-w-full pr-1 wrap-anywhere whitespace-pre-wrap">
        {name !== null && <span className="text-soft">{name}=</span>}
        {text !== "" && text === requestId ? (
          <a
            href={addressOf("/monitoring", { request: requestId })}
            title={t(TEXT.story, { id: requestId })}
            className="text-accent underline underline-offset-2"
          >
            {text}
          </a>
        ) : at === null ? (
          text
        ) : (
          <span title={`${exactText(at)} (${text})`}>{secondsText(at, now)}</span>
        )}
      </span>
    </>
  );
}
