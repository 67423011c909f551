// A text to be copied as it is.

import { CopyButton } from "./copy-button.tsx";

export function Snippet({ text, label }: { readonly text: string; readonly label?: string }) {
  return (
    <figure className="min-w-0 overflow-hidden rounded-lg border bg-sunken">
      <div className="flex items-start gap-2 py-1.5 pr-1.5 pl-3">
        <div className="min-w-0 grow py-1">
          {label !== undefined && <figcaption className="pb-1 text-xs text-soft">{label}</figcaption>}
          <pre className="text-xs leading-relaxed whitespace-pre-wrap">{text}</pre>
        </div>
        <CopyButton text={text} />
      </div>
    </figure>
  );
}
