// What is done with a key or an upstream; deleting asks first, and offers to disable.

import { useState } from "react";
import { MoreVertical, Pencil, ToggleLeft, ToggleRight, Trash2 } from "lucide-react";
import { toast } from "sonner";

import { errorText } from "../../lib/gateway-words.ts";
import { useText } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Menu } from "../../ui/menu.tsx";
import { TEXT } from "./messages.ts";

const ICON = "size-4";

export function EntryMenu({
  name,
  disabled,
  onEdit,
  onDisable,
  onRemove,
}: {
  readonly name: string;
  readonly disabled: boolean;
  readonly onEdit: () => void;
  readonly onDisable: (disabled: boolean) => Promise<unknown>;
  readonly onRemove: () => Promise<unknown>;
}) {
  const t = useText();
  const [removing, setRemoving] = useState(false);
  const disable = async (next: boolean): Promise<void> => {
    try {
      await onDisable(next);
      toast.success(t(next ? TEXT.isDisabled : TEXT.isEnabled, { name }), {
        action: { label: t(TEXT.undo), onClick: () => void disable(!next) },
      });
    } catch (error) {
      complain(error);
    }
  };
  const remove = async (): Promise<void> => {
    try {
      await onRemove();
      toast.success(t(TEXT.removed, { name }));
    } catch (error) {
      complain(error);
      throw error;
    }
  };
  return (
    <>
      <Menu
        trigger={
          <IconButton label={t(TEXT.more, { name })} size="small">
            <MoreVertical aria-hidden className={ICON} />
          </IconButton>
        }
        entries={[
          [
            { label: t(TEXT.edit), icon: <Pencil className={ICON} />, onSelect: onEdit },
            {
              label: t(disabled ? TEXT.enable : TEXT.disable),
              icon: disabled ? <ToggleRight className={ICON} /> : <ToggleLeft className={ICON} />,
              onSelect: () => void disable(!disabled),
            },
          ],
          [
            {
              label: t(TEXT.remove),
              icon: <Trash2 className={ICON} />,
              danger: true,
              onSelect: () => setRemoving(true),
            },
          ],
        ]}
      />
      <Confirm
        open={removing}
        danger
        onClose={() => setRemoving(false)}
        title={t(TEXT.removeTitle, { name })}
        action={t(TEXT.remove)}
        instead={
          !disabled && (
            <Button onClick={() => void disable(true).then(() => setRemoving(false))}>{t(TEXT.disableInstead)}</Button>
          )
        }
        onConfirm={remove}
      >
        {t(TEXT.removeNote)}
      </Confirm>
    </>
  );
}

function complain(error: unknown): void {
  toast.error(errorText(error));
}
