// The ways in for the first account.

import { FileUp, LogIn } from "lucide-react";
import { type ReactNode, useRef } from "react";

import { addressOf } from "../../lib/address-of.ts";
import { sentenceText } from "../../lib/gateway-words.ts";
import { useText } from "../../lib/i18n.ts";
import { useMayChange } from "../../lib/session.ts";
import { Button } from "../../ui/button.tsx";
import { LinkButton } from "../../ui/link-button.tsx";
import { Private } from "../../ui/private.tsx";
import { type ImportReport, useImport } from "./import-call.ts";
import { TEXT } from "./messages.ts";
import { PasteForm } from "./paste-form.tsx";
import { Snippet } from "../../ui/snippet.tsx";

const PRACTICE_PORT = 8318;

export function AddAccountStep() {
  const t = useText();
  const bring = useImport();
  if (!useMayChange()) return <p className="text-soft">{t(TEXT.viewerCannot)}</p>;
  return (
    <>
      <div className="grid gap-3 md:grid-cols-3">
        <Way title={t(TEXT.oauth)} note={t(TEXT.oauthNote)}>
          <LinkButton kind="primary" href={addressOf("/logins")} icon={<LogIn aria-hidden className="size-4" />}>
            {t(TEXT.oauthAction)}
          </LinkButton>
        </Way>
        <Way title={t(TEXT.upload)} note={t(TEXT.uploadNote)}>
          <FilesButton isBusy={bring.isPending} onFiles={(files) => bring.mutate({ kind: "files", files })} />
        </Way>
        <Way title={t(TEXT.paste)} note={t(TEXT.pasteNote)}>
          <PasteForm isBusy={bring.isPending} onText={(text) => bring.mutateAsync({ kind: "text", text })} />
        </Way>
      </div>
      {bring.data !== undefined && <Report items={bring.data.items} />}
      <p>
        <a href={addressOf("/providers")} className="font-medium text-accent underline underline-offset-2">
          {t(TEXT.apiKeys)}
        </a>
      </p>
      <details className="text-soft">
        <summary className="w-fit cursor-pointer rounded font-medium">{t(TEXT.practice)}</summary>
        <p className="py-2">{t(TEXT.practiceNote, { url: `http://127.0.0.1:${PRACTICE_PORT}` })}</p>
        <div className="text-ink">
          <Snippet text={`bin/switchyard sandbox --with-gateway --gateway-port ${PRACTICE_PORT}`} />
        </div>
      </details>
    </>
  );
}

interface WayProps {
  readonly title: string;
  readonly note: string;
  readonly children: ReactNode;
}

function Way({ title, note, children }: WayProps) {
  return (
    <section className="flex min-w-0 flex-col gap-2 rounded-xl border bg-surface p-4 shadow-card">
      <h3 className="font-medium">{title}</h3>
      <p className="grow text-xs text-soft">{note}</p>
      <div>{children}</div>
    </section>
  );
}

interface FilesButtonProps {
  readonly isBusy: boolean;
  readonly onFiles: (files: readonly File[]) => void;
}

function FilesButton({ isBusy, onFiles }: FilesButtonProps) {
  const t = useText();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        accept=".json,application/json"
        aria-label={t(TEXT.uploadAction)}
        className="hidden"
        onChange={({ target }) => {
          onFiles([...(target.files ?? [])]);
          // The same file may be chosen again, mended.
          target.value = "";
        }}
      />
      <Button busy={isBusy} icon={<FileUp aria-hidden className="size-4" />} onClick={() => input.current?.click()}>
        {t(TEXT.uploadAction)}
      </Button>
    </>
  );
}

function Report({ items }: { readonly items: ImportReport["items"] }) {
  const t = useText();
  return (
    <ul role="status" className="flex flex-col gap-1 rounded-lg bg-sunken px-4 py-3">
      {items.map(({ source, item, account, outcome, reason }) => (
        <li key={`${source} ${item}`} className={outcome === "refused" ? "text-bad" : undefined}>
          <Private className="font-medium">{account ?? source}</Private> {t(TEXT[outcome])}
          {reason !== null && <span className="text-soft"> · {sentenceText(reason)}</span>}
        </li>
      ))}
    </ul>
  );
}
