// The one dialog that is open, if any.

import { useText } from "../../lib/i18n.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { UI_TEXT } from "../../ui/messages.ts";
import type { AccountDialog } from "./account-commands.ts";
import { DeleteDialog } from "./delete-dialog.tsx";
import { DIALOG_TEXT } from "./dialog-messages.ts";
import { EditManyDialog } from "./edit-many-dialog.tsx";
import { ExportDialog } from "./export-dialog.tsx";
import { PasteDialog } from "./paste-dialog.tsx";
import { TestRequest } from "./test-request.tsx";
import { UploadDialog } from "./upload-dialog.tsx";
import { useAccountName } from "./use-account-name.ts";

interface Props {
  readonly dialog: AccountDialog | null;
  readonly onClose: () => void;
}

export function AccountDialogs({ dialog, onClose }: Props) {
  if (dialog === null) return null;
  switch (dialog.kind) {
    case "paste":
      return <PasteDialog onClose={onClose} />;
    case "upload":
      return <UploadDialog onClose={onClose} />;
    case "test":
      return <TestDialog account={dialog.account} onClose={onClose} />;
    case "edit_many":
      return <EditManyDialog accounts={dialog.accounts} onClose={onClose} />;
    case "delete":
      return <DeleteDialog accounts={dialog.accounts} onClose={onClose} />;
    case "export":
      return <ExportDialog accounts={dialog.accounts} onClose={onClose} />;
  }
}

type TestProps = Pick<Extract<AccountDialog, { kind: "test" }>, "account"> & Pick<Props, "onClose">;

function TestDialog({ account, onClose }: TestProps) {
  const t = useText();
  const name = useAccountName(account);
  return (
    <Dialog
      open
      onClose={onClose}
      title={`${t(DIALOG_TEXT.testTitle)}${t(UI_TEXT.colon)}${name}`}
      note={t(DIALOG_TEXT.testNote)}
    >
      <TestRequest accountId={account.account_id} atOnce />
    </Dialog>
  );
}
