// The key itself, the one time that it is shown, and how to use it.

import { KeyRound } from "lucide-react";

import { useText } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import type { ShownKey } from "./client-keys-query.ts";
import { KeyRecipes } from "./key-recipes.tsx";
import { FORM_TEXT } from "./messages.ts";

export function ShownKeyDialog({
  shown: { key, client_key: clientKey },
  onClose,
}: {
  readonly shown: ShownKey;
  readonly onClose: () => void;
}) {
  const t = useText();
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={t(FORM_TEXT.made, { name: clientKey.name })}
      note={t(FORM_TEXT.onceNote)}
      actions={
        <Button kind="primary" onClick={onClose}>
          {t(FORM_TEXT.done)}
        </Button>
      }
    >
      <div className="flex min-w-0 flex-col gap-4">
        <div className="flex min-w-0 items-center gap-3 rounded-lg bg-accent-soft px-4 py-3">
          <KeyRound aria-hidden className="size-5 shrink-0 text-accent" />
          <code aria-label={t(FORM_TEXT.theKey)} className="min-w-0 grow font-mono text-sm break-all">
            {key}
          </code>
          <CopyButton text={key} />
        </div>
        <section className="flex min-w-0 flex-col gap-2">
          <h3 className="text-sm font-medium">{t(FORM_TEXT.useIt)}</h3>
          <KeyRecipes secret={key} allowedModels={clientKey.allowed_models} />
        </section>
      </div>
    </Dialog>
  );
}
