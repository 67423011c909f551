// Each provider: its accounts, where they come from, and whether one can still sign in.

import { addressOf } from "../../lib/address-of.ts";
import { sentenceText } from "../../lib/gateway-words.ts";
import { useText } from "../../lib/i18n.ts";
import { useMayChange } from "../../lib/session.ts";
import { Badge } from "../../ui/badge.tsx";
import { Card } from "../../ui/card.tsx";
import { AccountCounts } from "./account-counts.tsx";
import { TEXT } from "./messages.ts";
import type { Provider } from "./providers-query.ts";

export function OverviewCard({ providers }: { readonly providers: readonly Provider[] }) {
  const t = useText();
  const byName = providers.toSorted((a, b) => a.name.localeCompare(b.name));
  const parts = [
    { title: t(TEXT.inUse), of: byName.filter(({ accounts }) => accounts.total > 0) },
    { title: t(TEXT.toAdd), of: byName.filter(({ accounts }) => accounts.total === 0) },
  ];
  return parts
    .filter(({ of }) => of.length > 0)
    .map(({ title, of }) => (
      <Card key={title} flush title={title}>
        <ul className="divide-y border-t">
          {of.map((provider) => (
            <ProviderLine key={provider.upstream} provider={provider} />
          ))}
        </ul>
      </Card>
    ));
}

function ProviderLine({ provider }: { readonly provider: Provider }) {
  const t = useText();
  const mayChange = useMayChange();
  const { accounts, login_flows: flows, login_note: note } = provider;
  return (
    <li className="grid gap-x-6 gap-y-2 px-4 py-3 md:grid-cols-[minmax(9rem,0.8fr)_minmax(0,1.2fr)_minmax(0,1.6fr)_5rem]">
      <div className="min-w-0">
        <p className="font-medium">{provider.name}</p>
        {provider.models > 0 && (
          <a
            className="text-xs text-soft underline decoration-line underline-offset-2 hover:text-accent"
            href={addressOf("/providers", { tab: "served", upstream: provider.upstream })}
          >
            {t(TEXT.modelCount, { count: provider.models })}
          </a>
        )}
      </div>
      <div className="min-w-0">
        {accounts.total === 0 ? (
          <p className="text-sm text-soft">{t(TEXT.noAccounts)}</p>
        ) : (
          <>
            <a className="hover:underline" href={addressOf("/accounts", { provider: provider.upstream })}>
              <AccountCounts accounts={accounts} />
            </a>
            <p className="pt-1 text-xs text-soft">
              {[
                provider.from_auth_files > 0 && t(TEXT.fromFiles, { count: provider.from_auth_files }),
                provider.from_config > 0 && t(TEXT.fromConfig, { count: provider.from_config }),
              ]
                .filter((part) => part !== false)
                .join(" · ")}
            </p>
          </>
        )}
      </div>
      <div className="min-w-0 text-xs">
        <LoginBadge flows={flows.length} note={note} />
        {note !== null && <p className="pt-1 text-soft">{sentenceText(note)}</p>}
        {provider.base_url !== null && <p className="truncate pt-1 text-soft">{provider.base_url}</p>}
      </div>
      <div className="flex items-start text-sm md:justify-end">
        {mayChange && (
          <a
            className="font-medium whitespace-nowrap text-accent underline-offset-2 hover:underline"
            href={flows.length > 0 ? addressOf("/logins") : addressOf("/providers", { tab: keysTabOf(provider) })}
          >
            {t(flows.length > 0 ? TEXT.signIn : TEXT.addKey)}
          </a>
        )}
      </div>
    </li>
  );
}

function keysTabOf({ provider }: Provider): "keys" | "upstreams" {
  return provider === "openai-compatibility" ? "upstreams" : "keys";
}

function LoginBadge({ flows, note }: { readonly flows: number; readonly note: string | null }) {
  const t = useText();
  if (flows === 0) return <Badge>{t(TEXT.noLogin)}</Badge>;
  return note === null ? (
    <Badge tone="good">{t(TEXT.loginOpen)}</Badge>
  ) : (
    <Badge tone="warn">{t(TEXT.loginEnded)}</Badge>
  );
}
