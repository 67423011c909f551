// Upstreams with OpenAI's chat API, each with its keys.

import { useState } from "react";
import { Plus, Trash2 } from "lucide-react";
import { toast } from "sonner";

import { errorText } from "../../lib/gateway-words.ts";
import { useText } from "../../lib/i18n.ts";
import { useMayChange } from "../../lib/session.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { EmptyState } from "../../ui/states.tsx";
import { AccountLink } from "./account-link.tsx";
import { EntryFacts } from "./entry-facts.tsx";
import { EntryMenu } from "./entry-menu.tsx";
import {
  type Upstream,
  type UpstreamKey,
  useChangeUpstream,
  useRemoveAccount,
  useRemoveUpstream,
} from "./keys-query.ts";
import { TEXT } from "./messages.ts";
import { TestButton } from "./test-button.tsx";
import { UpstreamDialog } from "./upstream-dialog.tsx";
import { UpstreamKeyDialog } from "./upstream-key-dialog.tsx";

export function UpstreamsCard({ upstreams }: { readonly upstreams: readonly Upstream[] }) {
  const t = useText();
  const mayChange = useMayChange();
  const [editing, setEditing] = useState<Upstream | "new" | null>(null);
  return (
    <Card
      flush
      title={t(TEXT.upstreams)}
      actions={
        mayChange && (
          <Button icon={<Plus aria-hidden className="size-4" />} onClick={() => setEditing("new")}>
            {t(TEXT.addUpstream)}
          </Button>
        )
      }
    >
      {upstreams.length === 0 ? (
        <EmptyState title={t(TEXT.noUpstreams)}>{t(TEXT.noUpstreamsNote)}</EmptyState>
      ) : (
        <ul className="divide-y border-t">
          {upstreams.map((upstream) => (
            <UpstreamLine
              key={upstream.name}
              upstream={upstream}
              mayChange={mayChange}
              onEdit={() => setEditing(upstream)}
            />
          ))}
        </ul>
      )}
      {editing !== null && (
        <UpstreamDialog upstream={editing === "new" ? null : editing} onClose={() => setEditing(null)} />
      )}
    </Card>
  );
}

function UpstreamLine({
  upstream,
  mayChange,
  onEdit,
}: {
  readonly upstream: Upstream;
  readonly mayChange: boolean;
  readonly onEdit: () => void;
}) {
  const t = useText();
  const change = useChangeUpstream();
  const remove = useRemoveUpstream();
  const [adding, setAdding] = useState(false);
  const { name } = upstream;
  return (
    <li className="flex flex-col gap-2 px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <div className="min-w-0 grow">
          <p className="font-medium">{name}</p>
          <p className="truncate text-xs text-soft">{upstream.base_url}</p>
        </div>
        <EntryFacts entry={upstream} />
        {mayChange && (
          <span className="flex gap-1">
            <Button size="small" icon={<Plus aria-hidden className="size-3.5" />} onClick={() => setAdding(true)}>
              {t(TEXT.addKey)}
            </Button>
            <EntryMenu
              name={name}
              disabled={upstream.disabled}
              onEdit={onEdit}
              onDisable={(disabled) => change.mutateAsync({ params: { name }, json: { disabled } })}
              onRemove={() => remove.mutateAsync(name)}
            />
          </span>
        )}
      </div>
      <ul className="flex flex-col gap-1 border-l-2 pl-3">
        {upstream.keys.map((key) => (
          <UpstreamKeyLine key={key.account_id} upstreamKey={key} upstream={name} mayChange={mayChange} />
        ))}
      </ul>
      {adding && <UpstreamKeyDialog name={name} onClose={() => setAdding(false)} />}
    </li>
  );
}

function UpstreamKeyLine({
  upstreamKey: { account_id: accountId, key, proxy_url: proxy, disabled },
  upstream,
  mayChange,
}: {
  readonly upstreamKey: UpstreamKey;
  readonly upstream: string;
  readonly mayChange: boolean;
}) {
  const t = useText();
  const remove = useRemoveAccount();
  const [removing, setRemoving] = useState(false);
  const name = key ?? upstream;
  const removeIt = async (): Promise<void> => {
    try {
      await remove.mutateAsync(accountId);
      toast.success(t(TEXT.removed, { name }));
    } catch (error) {
      toast.error(errorText(error));
      throw error;
    }
  };
  return (
    <li className="flex min-w-0 flex-wrap items-center gap-2 text-xs">
      <AccountLink accountId={accountId} name={key ?? t(TEXT.noKey)} />
      {disabled && <Badge tone="warn">{t(TEXT.disabled)}</Badge>}
      {proxy !== null && <Badge>{t(TEXT.proxyOf, { url: proxy })}</Badge>}
      {mayChange && (
        <span className="ml-auto flex gap-1">
          <TestButton accountId={accountId} name={name} />
          {key !== null && (
            <IconButton label={t(TEXT.removeKey, { name })} size="small" onClick={() => setRemoving(true)}>
              <Trash2 aria-hidden className="size-4" />
            </IconButton>
          )}
        </span>
      )}
      <Confirm
        open={removing}
        danger
        onClose={() => setRemoving(false)}
        title={t(TEXT.removeTitle, { name })}
        action={t(TEXT.remove)}
        onConfirm={removeIt}
      >
        {t(TEXT.removeNote)}
      </Confirm>
    </li>
  );
}
