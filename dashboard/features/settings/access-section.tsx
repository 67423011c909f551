// Who may ask without a key, and what importing does with accounts that are there.

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { addressOf } from "../../lib/address-of.ts";
import { api } from "../../lib/api.ts";
import { useText } from "../../lib/i18n.ts";
import { useMayChange } from "../../lib/session.ts";
import { Card } from "../../ui/card.tsx";
import { Confirm } from "../../ui/confirm.tsx";
import { ErrorState, Skeleton } from "../../ui/states.tsx";
import { ACCESS_TEXT } from "./messages.ts";
import { SettingSwitch } from "./setting-switch.tsx";
import { type Settings, useChangeSettings, useSettings } from "./settings-query.ts";

export function AccessSection() {
  const settings = useSettings();
  if (settings.data !== undefined) return <Access settings={settings.data} />;
  if (settings.isError) return <ErrorState error={settings.error} onRetry={() => void settings.refetch()} />;
  return <Skeleton className="h-64" />;
}

function Access({ settings }: { readonly settings: Settings }) {
  const t = useText();
  const mayChange = useMayChange();
  const { change, busy } = useChangeSettings(settings);
  const [wanted, setWanted] = useState<boolean | null>(null);
  return (
    <>
      <Card
        title={t(ACCESS_TEXT.clients)}
        actions={
          <a className="text-sm text-accent underline" href={addressOf("/client-keys")}>
            {t(ACCESS_TEXT.toKeys)}
          </a>
        }
      >
        <SettingSwitch
          label={t(ACCESS_TEXT.keys)}
          note={t(ACCESS_TEXT.keysNote)}
          checked={settings.api_key_auth_enabled}
          disabled={!mayChange || busy}
          onChange={setWanted}
        />
      </Card>
      <Card title={t(ACCESS_TEXT.importing)}>
        <SettingSwitch
          label={t(ACCESS_TEXT.keepKnown)}
          note={t(ACCESS_TEXT.keepKnownNote)}
          checked={settings.import_without_overwrite}
          disabled={!mayChange || busy}
          onChange={(on) => change({ import_without_overwrite: on })}
        />
      </Card>
      {wanted !== null && (
        <Confirm
          open
          onClose={() => setWanted(null)}
          title={t(wanted ? ACCESS_TEXT.keysOnTitle : ACCESS_TEXT.keysOffTitle)}
          action={t(wanted ? ACCESS_TEXT.turnOn : ACCESS_TEXT.turnOff)}
          onConfirm={() => Promise.resolve(change({ api_key_auth_enabled: wanted }))}
        >
          {wanted ? <KeysNeeded /> : t(ACCESS_TEXT.keysOffNote)}
        </Confirm>
      )}
    </>
  );
}

function KeysNeeded() {
  const t = useText();
  const { data } = useQuery({
    queryKey: ["client-keys", "active"],
    queryFn: async ({ signal }) => {
      const { client_keys: keys } = await api.call("get", "/api/client-keys", undefined, signal);
      return keys.filter(({ status }) => status === "active").length;
    },
  });
  if (data === 0) return <p className="rounded-md bg-warn-soft p-3 text-warn">{t(ACCESS_TEXT.noKeys)}</p>;
  return <p>{t(ACCESS_TEXT.keysOnNote, { count: data ?? "…" })}</p>;
}
