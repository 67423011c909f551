// A text with its line numbers; lines with a problem are marked at their number.

import { type Ref, useRef } from "react";

import { cx } from "../../lib/cx.ts";

export function CodeArea({
  text,
  onChange,
  label,
  marked,
  ref,
}: {
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly label: string;
  /** Line numbers from 1. */
  readonly marked: ReadonlySet<number>;
  readonly ref?: Ref<HTMLTextAreaElement>;
}) {
  const gutter = useRef<HTMLDivElement>(null);
  const count = text.split("\n").length;
  return (
    <div className="flex h-[min(60dvh,40rem)] overflow-hidden rounded-lg border bg-surface font-mono text-xs leading-5">
      <div
        aria-hidden
        className="w-12 shrink-0 overflow-hidden border-r bg-sunken py-2 text-right text-soft select-none"
      >
        <div ref={gutter}>
          {Array.from({ length: count }, (_, index) => (
            <div key={index} className={cx("px-2", marked.has(index + 1) && "bg-bad-soft font-semibold text-bad")}>
              {index + 1}
            </div>
          ))}
        </div>
      </div>
      <textarea
        ref={ref}
        aria-label={label}
        value={text}
        wrap="off"
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        aria-invalid={marked.size > 0 || undefined}
        onChange={(event) => onChange(event.currentTarget.value)}
        onScroll={({ currentTarget }) => {
          // Beside the text at every moment: by style, without drawing thousands of numbers anew.
          if (gutter.current !== null) gutter.current.style.transform = `translateY(-${currentTarget.scrollTop}px)`;
        }}
        className="min-w-0 grow resize-none overflow-auto bg-transparent px-3 py-2 whitespace-pre outline-offset-[-2px]"
      />
    </div>
  );
}

/** Puts the cursor at the line and brings it into sight. */
export function goToLine(area: HTMLTextAreaElement, line: number): void {
  const before = area.value.split("\n").slice(0, line - 1);
  const start = before.join("\n").length + (before.length === 0 ? 0 : 1);
  const length = area.value.split("\n")[line - 1]?.length ?? 0;
  area.focus();
  area.setSelectionRange(start, start + length);
  area.scrollTop = Math.max(0, (line - 4) * LINE_HEIGHT);
}

/** `leading-5` of the text above, at a root size of 14 px. */
const LINE_HEIGHT = 17.5;
