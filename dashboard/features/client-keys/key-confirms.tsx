// The questions before a key is replaced or deleted.

import { toast } from "sonner";

import { errorText } from "../../lib/gateway-words.ts";
import { useText } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { type ClientKey, type ShownKey, useDeleteKey, useRegenerateKey } from "./client-keys-query.ts";
import { FORM_TEXT, TEXT } from "./messages.ts";
import { useQuickChanges } from "./use-quick-changes.ts";

interface Asked {
  readonly clientKey: ClientKey;
  readonly onClose: () => void;
}

export function RegenerateKey({
  clientKey: { id, name },
  onClose,
  onMade,
}: Asked & { readonly onMade: (shown: ShownKey) => void }) {
  const t = useText();
  const { mutateAsync } = useRegenerateKey();
  return (
    <Confirm
      open
      danger
      onClose={onClose}
      title={t(FORM_TEXT.regenerateTitle, { name })}
      action={t(TEXT.regenerate)}
      onConfirm={() => mutateAsync(id).then(onMade, complain)}
    >
      {t(FORM_TEXT.regenerateNote)}
    </Confirm>
  );
}

export function DeleteKey({ clientKey: { id, name, enabled }, onClose }: Asked) {
  const t = useText();
  const { mutateAsync } = useDeleteKey();
  const { setEnabled } = useQuickChanges();
  const disable = async (): Promise<void> => {
    await setEnabled({ id, name }, false);
    onClose();
  };
  return (
    <Confirm
      open
      danger
      onClose={onClose}
      title={t(FORM_TEXT.deleteTitle, { name })}
      action={t(TEXT.remove)}
      instead={enabled && <Button onClick={() => void disable()}>{t(FORM_TEXT.disableInstead)}</Button>}
      onConfirm={() => mutateAsync(id).then(() => toast.success(t(FORM_TEXT.isDeleted, { name })), complain)}
    >
      {t(FORM_TEXT.deleteNote)}
    </Confirm>
  );
}

function complain(error: unknown): never {
  toast.error(errorText(error));
  throw error;
}
