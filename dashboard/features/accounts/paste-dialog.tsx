// Pasting an account: which program it comes from, the text, what became of it. The text is gone from the page once it is saved.

import { useMemo, useState } from "react";

import { cx } from "../../lib/cx.ts";
import { errorText } from "../../lib/gateway-words.ts";
import { say, useText } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field, TextArea } from "../../ui/field.tsx";
import { Select } from "../../ui/select.tsx";
import { Switch } from "../../ui/switch.tsx";
import { useImportText } from "./account-imports.ts";
import { DIALOG_TEXT } from "./dialog-messages.ts";
import { ImportReport } from "./import-report.tsx";
import { type JsonLook, lookAt, PASTE_FORMATS, type PasteFormat } from "./paste-formats.ts";

export function PasteDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useText();
  const [chosen, setChosen] = useState<PasteFormat | null>(null);
  const [text, setText] = useState("");
  const [overwrite, setOverwrite] = useState(false);
  const { mutate, data, error, isPending, reset } = useImportText();
  const look = useMemo(() => lookAt(text), [text]);
  // Until a format has been chosen the choice follows what was pasted.
  const format = chosen ?? (look.kind === "json" ? look.format : null) ?? PASTE_FORMATS[0];
  const save = (dryRun: boolean): void =>
    mutate({ text, overwrite, dryRun }, { onSuccess: () => (dryRun ? undefined : setText("")) });
  const isSaved = data?.dry_run === false;
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={t(DIALOG_TEXT.pasteTitle)}
      note={t(DIALOG_TEXT.pasteNote)}
      actions={
        isSaved ? (
          <>
            <Button onClick={reset}>{t(DIALOG_TEXT.another)}</Button>
            <Button kind="primary" onClick={onClose}>
              {t(DIALOG_TEXT.done)}
            </Button>
          </>
        ) : (
          <>
            <Button disabled={look.kind !== "json"} busy={isPending} onClick={() => save(true)}>
              {t(DIALOG_TEXT.check)}
            </Button>
            <Button kind="primary" disabled={look.kind !== "json"} busy={isPending} onClick={() => save(false)}>
              {t(DIALOG_TEXT.save)}
            </Button>
          </>
        )
      }
    >
      <div className="flex flex-col gap-4">
        {!isSaved && (
          <>
            <FormatChoice format={format} onChange={setChosen} />
            <Field
              label={t(DIALOG_TEXT.json)}
              help={t(DIALOG_TEXT.jsonHelp)}
              error={
                error !== null ? errorText(error) : look.kind === "broken" ? t(DIALOG_TEXT.notJson, look) : undefined
              }
            >
              <TextArea
                rows={8}
                value={text}
                spellCheck={false}
                autoComplete="off"
                placeholder={format?.example}
                onChange={({ currentTarget }) => {
                  setText(currentTarget.value);
                  reset();
                }}
              />
            </Field>
            <FormatFound look={look} format={format} />
            <label className="flex items-center gap-2 text-sm">
              <Switch checked={overwrite} onChange={setOverwrite} label={t(DIALOG_TEXT.overwrite)} />
              {t(DIALOG_TEXT.overwrite)}
            </label>
          </>
        )}
        {data !== undefined && <ImportReport report={data} />}
      </div>
    </Dialog>
  );
}

function FormatChoice({
  format,
  onChange,
}: {
  readonly format: PasteFormat | undefined;
  readonly onChange: (format: PasteFormat | null) => void;
}) {
  const t = useText();
  return (
    <div className="flex flex-col gap-1">
      <p className="text-sm font-medium">{t(DIALOG_TEXT.format)}</p>
      <Select
        label={t(DIALOG_TEXT.format)}
        value={format?.id ?? ""}
        onChange={(id) => onChange(PASTE_FORMATS.find((one) => one.id === id) ?? null)}
        options={PASTE_FORMATS.map(({ id, name }) => ({ value: id, label: t(name) }))}
      />
      {format !== undefined && <p className="text-xs text-soft">{t(format.help)}</p>}
    </div>
  );
}

function FormatFound({ look, format }: { readonly look: JsonLook; readonly format: PasteFormat | undefined }) {
  const t = useText();
  if (look.kind !== "json" || format === undefined) return null;
  const isFound = look.format === format;
  const found =
    look.format === null
      ? t(DIALOG_TEXT.looksLikeNothing, { format: say(format.name) })
      : t(isFound ? DIALOG_TEXT.recognised : DIALOG_TEXT.looksLike, { format: say(look.format.name) });
  return (
    <p
      role="status"
      className={cx("rounded-md px-3 py-2 text-sm", isFound ? "bg-good-soft text-good" : "bg-warn-soft text-warn")}
    >
      {found}
    </p>
  );
}
