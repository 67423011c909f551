// How each client is pointed at this gateway with a key.

import { useState } from "react";

import { BASE_URL } from "../../lib/api.ts";
import { type ClientHowTo, clientHowTos } from "../../lib/client-how-to.ts";
import { useText } from "../../lib/i18n.ts";
import { Snippet } from "../../ui/snippet.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { useTryModel } from "./try-model.ts";
import { FORM_TEXT } from "./messages.ts";

export interface KeyRecipesProps {
  /** The key, or what stands for it where it cannot be shown any more. */
  readonly secret: string;
  readonly allowedModels: readonly string[] | null;
}

export function KeyRecipes({ secret, allowedModels }: KeyRecipesProps) {
  const t = useText();
  const model = useTryModel(allowedModels);
  const [chosen, setChosen] = useState<ClientHowTo["id"]>("sdk");
  const clients = clientHowTos({ url: BASE_URL, key: secret, isKeyNeeded: true, model });
  const client = clients.find(({ id }) => id === chosen);
  return (
    <>
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
        <Snippet key={text} label={file === null ? t(FORM_TEXT.inShell) : t(FORM_TEXT.inFile, { file })} text={text} />
      ))}
    </>
  );
}
