// Auth files in the folder that hold no account: which, why, and what to do.

import { TriangleAlert } from "lucide-react";

import { sentenceText } from "../../lib/gateway-words.ts";
import { useText } from "../../lib/i18n.ts";
import { Private } from "../../ui/private.tsx";
import type { AccountList } from "./accounts-query.ts";
import { TEXT } from "./messages.ts";

export function BrokenFiles({ files }: { readonly files: AccountList["broken_files"] }) {
  const t = useText();
  if (files.length === 0) return null;
  return (
    <details className="rounded-xl border border-warn/40 bg-warn-soft px-4 py-2.5 text-sm">
      <summary className="flex cursor-pointer items-center gap-2 font-medium text-warn">
        <TriangleAlert aria-hidden className="size-4 shrink-0" />
        {t(TEXT.broken, { count: files.length })}
      </summary>
      <p className="pt-1 text-ink">{t(TEXT.brokenNote)}</p>
      <ul tabIndex={0} className="max-h-60 list-disc overflow-y-auto pt-1 pl-5 text-ink">
        {files.map(({ file_name, reason }) => (
          <li key={file_name}>
            <Private className="font-mono text-xs">{file_name}</Private>: {sentenceText(reason)}
          </li>
        ))}
      </ul>
    </details>
  );
}
