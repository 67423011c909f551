// The key itself, the one time that it is shown, and how to use it.

import { KeyRound } from "lucide-react";
import { useState } from "react";

import { BASE_URL } from "../../lib/api.ts";
import { type ClientHowTo, clientHowTos } from "../../lib/client-how-to.ts";
import { useText } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Snippet } from "../../ui/snippet.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { useTryModel } from "./try-model.ts";
import type { ShownKey } from "./client-keys-query.ts";
import { FORM_TEXT } from "./messages.ts";

export function ShownKeyDialog({
  shown: { key, client_key: clientKey },
  onClose,
}: {
  readonly shown: ShownKey;
  readonly onClose: () => void;
}) {
  const t = useText();
  const model = useTryModel(clientKey.allowed_models);
  const [chosen, setChosen] = useState<ClientHowTo["id"]>("sdk");
  const clients = clientHowTos({ url: BASE_URL, key, isKeyNeeded: true, model });
  const client = clients.find(({ id }) => id === chosen);
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
          <Tabs
            label={t(FORM_TEXT.client)}
            tabs={clients.map(({ id, name }) => ({ id, label: name }))}
            value={chosen}
            onChange={setChosen}
          />
          {client?.command !== null && client !== undefined && (
            <Snippet label={t(FORM_TEXT.oneCommand)} text={client.command} />
          )}
          {client?.byHand.map(({ file, text }) => (
            <Snippet
              key={text}
              label={file === null ? t(FORM_TEXT.inShell) : t(FORM_TEXT.inFile, { file })}
              text={text}
            />
          ))}
        </section>
      </div>
    </Dialog>
  );
}
