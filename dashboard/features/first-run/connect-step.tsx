// Pointing a client at this gateway.

import { useState } from "react";

import { addressOf } from "../../lib/address-of.ts";
import { useText } from "../../lib/i18n.ts";
import { useMayChange } from "../../lib/session.ts";
import { Tabs } from "../../ui/tabs.tsx";
import { type ClientHowTo, clientHowTos, KEY_PLACEHOLDER } from "../../lib/client-how-to.ts";
import { useGatewayToJoin } from "./gateway-query.ts";
import { TEXT } from "./messages.ts";
import { Snippet } from "../../ui/snippet.tsx";

export function ConnectStep() {
  const t = useText();
  const gateway = useGatewayToJoin();
  const [chosen, setChosen] = useState<ClientHowTo["id"]>("codex");
  const clients = clientHowTos(gateway);
  const client = clients.find(({ id }) => id === chosen);
  return (
    <>
      <KeyNote isNeeded={gateway.isKeyNeeded} />
      <Tabs
        label={t(TEXT.client)}
        tabs={clients.map(({ id, name }) => ({ id, label: name }))}
        value={chosen}
        onChange={setChosen}
      />
      {client !== undefined && <HowTo client={client} />}
    </>
  );
}

function HowTo({ client: { command, byHand } }: { readonly client: ClientHowTo }) {
  const t = useText();
  return (
    <div className="flex min-w-0 flex-col gap-2">
      {command !== null && <Snippet label={t(TEXT.oneCommand)} text={command} />}
      {command !== null && <h3 className="pt-1 text-sm font-medium">{t(TEXT.byHand)}</h3>}
      {byHand.map(({ file, text }) => (
        <Snippet key={text} label={file === null ? t(TEXT.inShell) : t(TEXT.inFile, { file })} text={text} />
      ))}
    </div>
  );
}

function KeyNote({ isNeeded }: { readonly isNeeded: boolean }) {
  const t = useText();
  const mayChange = useMayChange();
  if (!isNeeded) return <p className="text-xs text-soft">{t(TEXT.keyFree)}</p>;
  return (
    <p className="text-soft">
      {t(TEXT.keyNeeded, { placeholder: KEY_PLACEHOLDER })}{" "}
      {mayChange && (
        <a href={addressOf("/client-keys")} className="font-medium text-accent underline underline-offset-2">
          {t(TEXT.makeKey)}
        </a>
      )}
    </p>
  );
}
