// What a client is given: base URLs for each API, and the names under which this account alone is asked.

import { BASE_URL } from "../../lib/api.ts";
import { useText } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { useAccountCommands } from "./account-commands.ts";
import type { AccountDetails } from "./account-query.ts";
import { DRAWER_TEXT } from "./drawer-messages.ts";
import { Section } from "./section.tsx";

/** Each client joins its own path: docs/clients.md. */
const ADDRESSES = [
  { name: "Codex", url: `${BASE_URL}/v1` },
  { name: "OpenAI", url: `${BASE_URL}/v1` },
  { name: "Anthropic", url: BASE_URL },
  { name: "Gemini", url: BASE_URL },
  { name: "Gemini, REST", url: `${BASE_URL}/v1beta` },
] as const;

export function ClientsTab({ account }: { readonly account: AccountDetails }) {
  const t = useText();
  const { mayChange, open } = useAccountCommands();
  const { account_id, prefix, models } = account;
  return (
    <div className="flex flex-col gap-6">
      <Section title={t(DRAWER_TEXT.clientsTitle)} note={t(DRAWER_TEXT.clientsNote)}>
        <CopyList lines={ADDRESSES.map(({ name, url }) => ({ name, text: url }))} />
      </Section>
      <Section
        title={t(DRAWER_TEXT.prefixTitle)}
        note={t(prefix === null ? DRAWER_TEXT.prefixNone : DRAWER_TEXT.prefixNote)}
      >
        {prefix === null ? (
          mayChange && (
            <Button className="self-start" onClick={() => open(account_id, "settings")}>
              {t(DRAWER_TEXT.setPrefix)}
            </Button>
          )
        ) : (
          <CopyList
            lines={models
              .filter((model) => model.startsWith(`${prefix}/`))
              .map((model) => ({ name: model.slice(prefix.length + 1), text: model }))}
          />
        )}
      </Section>
    </div>
  );
}

function CopyList({ lines }: { readonly lines: readonly { readonly name: string; readonly text: string }[] }) {
  const t = useText();
  return (
    <ul className="flex flex-col divide-y rounded-lg border">
      {lines.map(({ name, text }) => (
        <li
          key={name}
          className="grid grid-cols-[7rem_1fr_auto] items-center gap-2 px-3 py-1 text-sm max-sm:grid-cols-[1fr_auto]"
        >
          <span className="truncate text-soft max-sm:col-span-2">{name}</span>
          <code className="min-w-0 text-xs">{text}</code>
          <CopyButton text={text} label={t(DRAWER_TEXT.copyUrl, { what: `${name}: ${text}` })} />
        </li>
      ))}
    </ul>
  );
}
