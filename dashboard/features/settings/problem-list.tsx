// What is wrong with a configuration, line by line; a click leads to the line.

import { useText } from "../../lib/i18n.ts";
import { cx } from "../../lib/cx.ts";
import { sentenceText } from "../../lib/gateway-words.ts";
import type { ConfigProblem } from "./config-query.ts";
import { FILE_TEXT } from "./file-messages.ts";

export function ProblemList({
  title,
  tone,
  problems,
  onLine,
}: {
  readonly title: string;
  readonly tone: "bad" | "warn";
  readonly problems: readonly ConfigProblem[];
  readonly onLine: (line: number) => void;
}) {
  const t = useText();
  return (
    <div
      role={tone === "bad" ? "alert" : "status"}
      className={cx("rounded-lg p-3 text-sm", tone === "bad" ? "bg-bad-soft" : "bg-warn-soft")}
    >
      <p className={cx("font-medium", tone === "bad" ? "text-bad" : "text-warn")}>{title}</p>
      <ul className="pt-1">
        {problems.map(({ line, column, key, message }) => (
          <li key={`${line}:${column}:${key}:${message}`} className="flex flex-wrap gap-x-2">
            {line > 0 ? (
              <button type="button" className="font-medium underline" onClick={() => onLine(line)}>
                {t(FILE_TEXT.at, { line })}
              </button>
            ) : (
              <span className="font-medium">{t(FILE_TEXT.whole)}</span>
            )}
            {key !== "" && <code className="font-mono text-xs leading-5">{key}</code>}
            <span className="min-w-0">{sentenceText(reasonOf(message, key))}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** `config.yaml:4: routing.strategy: expected one of ...`: where and which key stand before it already. */
function reasonOf(message: string, key: string): string {
  const reason = message.replace(/^[^\s:]+:\d+(:\d+)?: /, "");
  return reason.startsWith(`${key}: `) ? reason.slice(key.length + 2) : reason;
}
