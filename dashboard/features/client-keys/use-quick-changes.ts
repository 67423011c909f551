// What is done with a key in one click: it tells what it did, and offers the way back where there is one.

import { toast } from "sonner";

import { errorText } from "../../lib/gateway-words.ts";
import { useText } from "../../lib/i18n.ts";
import { type ClientKey, useChangeKey } from "./client-keys-query.ts";
import { FORM_TEXT } from "./messages.ts";

export function useQuickChanges() {
  const t = useText();
  const { mutateAsync } = useChangeKey();

  async function setEnabled({ id, name }: Pick<ClientKey, "id" | "name">, enabled: boolean): Promise<void> {
    try {
      await mutateAsync({ id, change: { enabled } });
      toast.success(t(enabled ? FORM_TEXT.isEnabled : FORM_TEXT.isDisabled, { name }), {
        action: { label: t(FORM_TEXT.undo), onClick: () => void setEnabled({ id, name }, !enabled) },
      });
    } catch (error) {
      complain(error);
    }
  }

  async function reset({ id, name }: ClientKey): Promise<void> {
    try {
      await mutateAsync({ id, change: { reset_usage: true } });
      toast.success(t(FORM_TEXT.isReset, { name }));
    } catch (error) {
      complain(error);
    }
  }

  return { setEnabled, reset, toggle: (key: ClientKey) => setEnabled(key, !key.enabled) };
}

function complain(error: unknown): void {
  toast.error(errorText(error));
}
