// Handing accounts out: in which form, and what that means.

import { TriangleAlert } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";

import { useText } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Select } from "../../ui/select.tsx";
import type { Account } from "./accounts-query.ts";
import { counted } from "./counted.ts";
import { DIALOG_TEXT } from "./dialog-messages.ts";
import { exportAccounts, type ExportFormat } from "./export-accounts.ts";
import { UI_TEXT } from "../../ui/messages.ts";

export function ExportDialog({
  accounts,
  onClose,
}: {
  readonly accounts: readonly Account[];
  readonly onClose: () => void;
}) {
  const t = useText();
  const [format, setFormat] = useState<ExportFormat>("auth_file");
  const [done, setDone] = useState<number | null>(null);
  const isOne = accounts.length === 1;
  const count = counted(accounts.length);
  const isCodex = accounts.every(({ provider }) => provider === "codex");
  const start = async (): Promise<void> => {
    setDone(0);
    const exported = await exportAccounts(accounts, format, setDone);
    if (exported.failed > 0) toast.error(t(DIALOG_TEXT.exportFailed, { ...exported }));
    else toast.success(t(DIALOG_TEXT.exported, { done: counted(exported.done), count }));
    onClose();
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(DIALOG_TEXT.exportTitle, { count })}
      actions={
        <>
          <Button onClick={onClose}>{t(UI_TEXT.cancel)}</Button>
          <Button kind="primary" busy={done !== null} onClick={() => void start()}>
            {t(DIALOG_TEXT.exportAction)}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <p className="flex gap-2 rounded-lg bg-warn-soft p-3 text-sm text-warn">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          {t(DIALOG_TEXT.exportNote)}
        </p>
        <Select<ExportFormat>
          label={t(DIALOG_TEXT.format)}
          value={format}
          onChange={setFormat}
          options={[
            { value: "auth_file", label: t(DIALOG_TEXT.exportFile) },
            ...(isCodex ? [{ value: "codex_auth_json" as const, label: t(DIALOG_TEXT.exportCodex) }] : []),
          ]}
        />
        {!isOne && <p className="text-sm text-soft">{t(DIALOG_TEXT.exportMany)}</p>}
        {done !== null && !isOne && <p role="status">{t(DIALOG_TEXT.exported, { done: counted(done), count })}</p>}
      </div>
    </Dialog>
  );
}
