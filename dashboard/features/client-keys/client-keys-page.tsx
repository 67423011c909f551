// Who may use the gateway: the keys with what they are held to, and what is done with them.

import { getRouteApi } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useState } from "react";

import { cx } from "../../lib/cx.ts";
import { addressOf } from "../../lib/address-of.ts";
import { useText } from "../../lib/i18n.ts";
import { useMayChange } from "../../lib/session.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { INPUT_CLASS } from "../../ui/field.tsx";
import { Page } from "../../ui/page.tsx";
import { EmptyState, ErrorState, Skeleton } from "../../ui/states.tsx";
import { type ClientKey, type ShownKey, useClientKeys } from "./client-keys-query.ts";
import { DeleteKey, RegenerateKey } from "./key-confirms.tsx";
import { KeyDialog } from "./key-dialog.tsx";
import { KeyDrawer } from "./key-drawer.tsx";
import { KeyRow, type KeyWish } from "./key-row.tsx";
import { TEXT } from "./messages.ts";
import { ShownKeyDialog } from "./shown-key-dialog.tsx";
import { useQuickChanges } from "./use-quick-changes.ts";

const route = getRouteApi("/client-keys");

interface Asked {
  readonly wish: "create" | "edit" | "regenerate" | "delete";
  readonly key: ClientKey | null;
}

export function ClientKeysPage() {
  const t = useText();
  const keys = useClientKeys();
  const mayChange = useMayChange();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const quick = useQuickChanges();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [shown, setShown] = useState<ShownKey | null>(null);
  const open = (key: string | undefined): void => void navigate({ search: { ...search, key } });
  const wish = (key: ClientKey, what: KeyWish): void => {
    if (what === "usage") open(key.id);
    else if (what === "toggle") void quick.toggle(key);
    else if (what === "reset") void quick.reset(key);
    else setAsked({ wish: what, key });
  };
  const create = (): void => setAsked({ wish: "create", key: null });
  const close = (): void => setAsked(null);
  return (
    <Page
      title={t(TEXT.title)}
      note={t(mayChange ? TEXT.note : TEXT.readOnly)}
      actions={
        mayChange && (
          <Button kind="primary" icon={<Plus aria-hidden className="size-4" />} onClick={create}>
            {t(TEXT.create)}
          </Button>
        )
      }
    >
      {keys.data !== undefined ? (
        <KeyLists
          keys={keys.data.client_keys}
          word={search.q ?? ""}
          onFind={(q) => void navigate({ search: { ...search, q: q === "" ? undefined : q }, replace: true })}
          onWish={wish}
          onCreate={create}
        />
      ) : keys.isError ? (
        <ErrorState error={keys.error} onRetry={() => void keys.refetch()} />
      ) : (
        <Skeleton className="h-64" />
      )}
      {(asked?.wish === "create" || asked?.wish === "edit") && (
        <KeyDialog clientKey={asked.key} onClose={close} onMade={setShown} />
      )}
      {asked?.wish === "regenerate" && asked.key !== null && (
        <RegenerateKey clientKey={asked.key} onClose={close} onMade={setShown} />
      )}
      {asked?.wish === "delete" && asked.key !== null && <DeleteKey clientKey={asked.key} onClose={close} />}
      {shown !== null && <ShownKeyDialog shown={shown} onClose={() => setShown(null)} />}
      {search.key !== undefined && (
        <KeyDrawer
          id={search.key}
          days={search.days ?? 7}
          measure={search.measure ?? "requests"}
          onChange={(next) => void navigate({ search: { ...search, ...next } })}
          onClose={() => open(undefined)}
        />
      )}
    </Page>
  );
}

/** From so many on there is something to find. */
const FIND_FROM = 8;

function KeyLists({
  keys,
  word,
  onFind,
  onWish,
  onCreate,
}: {
  readonly keys: readonly ClientKey[];
  readonly word: string;
  readonly onFind: (word: string) => void;
  readonly onWish: (key: ClientKey, wish: KeyWish) => void;
  readonly onCreate: () => void;
}) {
  const t = useText();
  const mayChange = useMayChange();
  const own = keys.filter(({ source }) => source === "dashboard");
  const fits = ({ name }: ClientKey): boolean => name.toLowerCase().includes(word.trim().toLowerCase());
  const found = own.filter(fits);
  const inConfig = keys.filter(({ source }) => source === "config");
  const rows = (of: readonly ClientKey[]) => (
    <ul className="divide-y border-t">
      {of.map((key) => (
        <KeyRow key={key.id} clientKey={key} mayChange={mayChange} onWish={(wish) => onWish(key, wish)} />
      ))}
    </ul>
  );
  return (
    <>
      <Card
        flush
        title={t(TEXT.own)}
        actions={
          (own.length >= FIND_FROM || word !== "") && (
            <input
              type="search"
              aria-label={t(TEXT.find)}
              placeholder={t(TEXT.find)}
              value={word}
              onChange={(event) => onFind(event.currentTarget.value)}
              className={cx(INPUT_CLASS, "h-9 w-48")}
            />
          )
        }
      >
        {found.length > 0 ? (
          rows(found)
        ) : own.length > 0 ? (
          <EmptyState title={t(TEXT.noneFound)} />
        ) : (
          <EmptyState title={t(TEXT.none)} action={mayChange && <Button onClick={onCreate}>{t(TEXT.create)}</Button>}>
            {t(TEXT.noneNote)}
          </EmptyState>
        )}
      </Card>
      {inConfig.length > 0 && (
        <Card
          flush
          title={t(TEXT.inConfig)}
          note={t(TEXT.inConfigNote)}
          actions={
            mayChange && (
              <a className="text-sm text-accent underline" href={addressOf("/settings", { tab: "file" })}>
                {t(TEXT.toYaml)}
              </a>
            )
          }
        >
          {rows(inConfig)}
        </Card>
      )}
    </>
  );
}
