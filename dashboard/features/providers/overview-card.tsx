// Each provider: its accounts, where they come from, and whether one can still sign in.

import { addressOf } from "../../lib/address-of.ts";
import { sentenceText } from "../../lib/gateway-words.ts";
import { useText } from "../../lib/i18n.ts";
import { useMayChange } from "../../lib/session.ts";
import { Badge, type Tone } from "../../ui/badge.tsx";
import { Card } from "../../ui/card.tsx";
import { TEXT } from "./messages.ts";
import type { Provider } from "./providers-query.ts";

export function OverviewCard({ providers }: { readonly providers: readonly Provider[] }) {
  return (
    <Card flush>
      <ul className="divide-y">
        {inOrder(providers).map((provider) => (
          <ProviderLine key={provider.upstream} provider={provider} />
        ))}
      </ul>
    </Card>
  );
}

/** Those that have accounts first. */
function inOrder(providers: readonly Provider[]): readonly Provider[] {
  const hasNone = ({ accounts }: Provider): number => (accounts.total === 0 ? 1 : 0);
  return providers.toSorted((a, b) => hasNone(a) - hasNone(b) || a.name.localeCompare(b.name));
}

function ProviderLine({ provider }: { readonly provider: Provider }) {
  const t = useText();
  const mayChange = useMayChange();
  const { accounts, login_flows: flows, login_note: note } = provider;
  return (
    <li className="grid gap-x-6 gap-y-2 px-4 py-3 md:grid-cols-[minmax(9rem,0.8fr)_minmax(0,1.2fr)_minmax(0,1.6fr)_4rem]">
      <div className="min-w-0">
        <p className="font-medium">{provider.name}</p>
        <p className="text-xs text-soft">{t(TEXT.modelCount, { count: provider.models })}</p>
      </div>
      <div className="min-w-0">
        {accounts.total === 0 ? (
          <p className="text-sm text-soft">{t(TEXT.noAccounts)}</p>
        ) : (
          <>
            <a className="hover:underline" href={addressOf("/accounts", { provider: provider.upstream })}>
              <Counts accounts={accounts} />
            </a>
            <p className="pt-1 text-xs text-soft">
              {t(TEXT.from, { files: provider.from_auth_files, keys: provider.from_config })}
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
        {mayChange && flows.length > 0 && (
          <a className="text-accent underline" href={addressOf("/logins")}>
            {t(TEXT.signIn)}
          </a>
        )}
      </div>
    </li>
  );
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

const STATES: readonly (readonly ["usable" | "cooling" | "paused" | "out", Tone])[] = [
  ["usable", "good"],
  ["cooling", "warn"],
  ["paused", "plain"],
  ["out", "bad"],
];

function Counts({ accounts }: { readonly accounts: Provider["accounts"] }) {
  const t = useText();
  return (
    <span className="flex flex-wrap gap-1">
      {STATES.filter(([state]) => accounts[state] > 0).map(([state, tone]) => (
        <Badge key={state} tone={tone}>
          {t(TEXT[state], { count: accounts[state] })}
        </Badge>
      ))}
    </span>
  );
}
