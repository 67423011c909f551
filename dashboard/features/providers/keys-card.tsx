// Vendors' keys, one a line.

import { useState } from "react";
import { Plus } from "lucide-react";

import { useText } from "../../lib/i18n.ts";
import { providerName } from "../../lib/provider-name.ts";
import { useMayChange } from "../../lib/session.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { EmptyState } from "../../ui/states.tsx";
import { AccountLink } from "./account-link.tsx";
import { EntryFacts } from "./entry-facts.tsx";
import { EntryMenu } from "./entry-menu.tsx";
import { KeyDialog } from "./key-dialog.tsx";
import { type ProviderKey, useChangeKey, useRemoveKey } from "./keys-query.ts";
import { TEXT } from "./messages.ts";
import { TestButton } from "./test-button.tsx";

export function KeysCard({ keys }: { readonly keys: readonly ProviderKey[] }) {
  const t = useText();
  const mayChange = useMayChange();
  const [editing, setEditing] = useState<ProviderKey | "new" | null>(null);
  return (
    <Card
      flush
      title={t(TEXT.keys)}
      actions={
        mayChange && (
          <Button icon={<Plus aria-hidden className="size-4" />} onClick={() => setEditing("new")}>
            {t(TEXT.addKey)}
          </Button>
        )
      }
    >
      {keys.length === 0 ? (
        <EmptyState title={t(TEXT.noKeys)}>{t(TEXT.noKeysNote)}</EmptyState>
      ) : (
        <ul className="divide-y border-t">
          {keys.map((key) => (
            <KeyLine key={key.account_id} providerKey={key} mayChange={mayChange} onEdit={() => setEditing(key)} />
          ))}
        </ul>
      )}
      {editing !== null && (
        <KeyDialog providerKey={editing === "new" ? null : editing} provider="codex" onClose={() => setEditing(null)} />
      )}
    </Card>
  );
}

function KeyLine({
  providerKey: key,
  mayChange,
  onEdit,
}: {
  readonly providerKey: ProviderKey;
  readonly mayChange: boolean;
  readonly onEdit: () => void;
}) {
  const t = useText();
  const change = useChangeKey();
  const remove = useRemoveKey();
  const params = { provider: key.provider, account_id: key.account_id };
  return (
    <li className="grid grid-cols-[1fr_auto] items-center gap-x-4 gap-y-2 px-4 py-3 md:grid-cols-[8rem_minmax(0,1fr)_minmax(0,1.3fr)_auto]">
      <span className="font-medium">{providerName(key.provider)}</span>
      <span className="flex min-w-0 flex-col max-md:order-last max-md:col-span-2">
        <AccountLink accountId={key.account_id} name={key.key} />
        <span className="truncate text-xs text-soft">{key.base_url ?? t(TEXT.ownAddress)}</span>
      </span>
      <div className="max-md:order-last max-md:col-span-2">
        <EntryFacts entry={key} />
      </div>
      <span className="flex gap-1 max-md:justify-end">
        {mayChange && (
          <>
            <TestButton accountId={key.account_id} name={key.key} />
            <EntryMenu
              name={key.key}
              disabled={key.disabled}
              onEdit={onEdit}
              onDisable={(disabled) => change.mutateAsync({ params, json: { disabled } })}
              onRemove={() => remove.mutateAsync(params)}
            />
          </>
        )}
      </span>
    </li>
  );
}
