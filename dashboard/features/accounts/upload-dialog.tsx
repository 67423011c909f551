// Uploading auth files, one or thousands, with a report on each.

import { FileJson, Upload } from "lucide-react";
import { type DragEvent, useRef, useState } from "react";

import { bytesText } from "../../lib/format.ts";
import { useText } from "../../lib/i18n.ts";
import { cx } from "../../lib/cx.ts";
import { errorText } from "../../lib/gateway-words.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Switch } from "../../ui/switch.tsx";
import { useImportFiles } from "./account-imports.ts";
import { DIALOG_TEXT } from "./dialog-messages.ts";
import { ImportReport } from "./import-report.tsx";

export function UploadDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useText();
  const [files, setFiles] = useState<readonly File[]>([]);
  const [overwrite, setOverwrite] = useState(false);
  const [done, setDone] = useState(0);
  const { mutate, data, error, isPending, reset } = useImportFiles();
  const send = (dryRun: boolean): void => mutate({ files, overwrite, dryRun, onProgress: setDone });
  const choose = (chosen: readonly File[]): void => {
    setFiles(chosen);
    setDone(0);
    reset();
  };
  const isSaved = data?.dry_run === false;
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={t(DIALOG_TEXT.uploadTitle)}
      note={t(DIALOG_TEXT.uploadNote)}
      actions={
        isSaved ? (
          <>
            <Button onClick={() => choose([])}>{t(DIALOG_TEXT.chooseOthers)}</Button>
            <Button kind="primary" onClick={onClose}>
              {t(DIALOG_TEXT.done)}
            </Button>
          </>
        ) : (
          <>
            <Button disabled={files.length === 0} busy={isPending} onClick={() => send(true)}>
              {t(DIALOG_TEXT.check)}
            </Button>
            <Button kind="primary" disabled={files.length === 0} busy={isPending} onClick={() => send(false)}>
              {t(DIALOG_TEXT.upload)}
            </Button>
          </>
        )
      }
    >
      <div className="flex flex-col gap-4">
        {!isSaved && (
          <>
            <FileChoice files={files} onChoose={choose} />
            <label className="flex items-center gap-2 text-sm">
              <Switch checked={overwrite} onChange={setOverwrite} label={t(DIALOG_TEXT.overwrite)} />
              {t(DIALOG_TEXT.overwrite)}
            </label>
          </>
        )}
        {isPending && <p role="status">{t(DIALOG_TEXT.uploading, { done, count: files.length })}</p>}
        {error !== null && (
          <p role="alert" className="text-sm text-bad">
            {errorText(error)}
          </p>
        )}
        {data !== undefined && <ImportReport report={data} />}
      </div>
    </Dialog>
  );
}

function FileChoice({
  files,
  onChoose,
}: {
  readonly files: readonly File[];
  readonly onChoose: (files: readonly File[]) => void;
}) {
  const t = useText();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    onChoose([...event.dataTransfer.files]);
  };
  const size = bytesText(files.reduce((sum, file) => sum + file.size, 0));
  return (
    <div
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={cx(
        "flex flex-col items-center gap-2 rounded-xl border-2 border-dashed px-4 py-8 text-center",
        isOver && "border-accent bg-accent-soft",
      )}
    >
      <FileJson aria-hidden className="size-8 text-soft" />
      <Button icon={<Upload aria-hidden className="size-4" />} onClick={() => input.current?.click()}>
        {t(DIALOG_TEXT.choose)}
      </Button>
      <p className="text-sm text-soft">
        {files.length === 0 ? t(DIALOG_TEXT.drop) : t(DIALOG_TEXT.files, { count: files.length, size })}
      </p>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept=".json,.jsonl,.txt,application/json"
        aria-label={t(DIALOG_TEXT.choose)}
        onChange={({ currentTarget }) => onChoose([...(currentTarget.files ?? [])])}
      />
    </div>
  );
}
