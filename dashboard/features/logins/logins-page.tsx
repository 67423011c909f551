// Where accounts come in by signing in at their providers.

import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";

import { useText } from "../../lib/i18n.ts";
import { useMayChange } from "../../lib/session.ts";
import { Page } from "../../ui/page.tsx";
import { ErrorState, Skeleton } from "../../ui/states.tsx";
import { LoginDialog } from "./login-dialog.tsx";
import { type LoginProvider, useLoginProviders, useLogins } from "./logins-query.ts";
import type { LoginsSearch } from "./logins-search.ts";
import { LOGINS_TEXT } from "./messages.ts";
import { ProviderCard } from "./provider-card.tsx";
import { SignInAgain } from "./sign-in-again.tsx";
import { VertexCard } from "./vertex-card.tsx";

const route = getRouteApi("/logins");

export function LoginsPage() {
  const t = useText();
  const { account, login }: LoginsSearch = route.useSearch();
  const navigate = useNavigate();
  const isOperator = useMayChange();
  const providers = useLoginProviders();
  const offers = providers.data?.providers;
  const show = (search: LoginsSearch): void => void navigate({ to: "/logins", search, replace: true });
  return (
    <Page
      title={t(LOGINS_TEXT.title)}
      note={t(isOperator ? LOGINS_TEXT.note : LOGINS_TEXT.readOnly)}
      actions={
        <Link
          to="/accounts"
          className="inline-flex h-9 items-center rounded-md border bg-surface px-3 font-medium hover:bg-sunken"
        >
          {t(LOGINS_TEXT.toAccounts)}
        </Link>
      }
    >
      {account !== undefined && offers !== undefined && (
        <SignInAgain accountId={account} providers={offers} isOperator={isOperator} onDismiss={() => show({ login })} />
      )}
      {offers !== undefined ? (
        <Providers offers={offers} isOperator={isOperator} />
      ) : providers.isError ? (
        <ErrorState error={providers.error} onRetry={() => void providers.refetch()} />
      ) : (
        <Skeleton className="h-96" />
      )}
      {login !== undefined && offers !== undefined && (
        <LoginDialog loginId={login} providers={offers} onClose={() => show({ account })} />
      )}
    </Page>
  );
}

interface ProvidersProps {
  readonly offers: readonly LoginProvider[];
  readonly isOperator: boolean;
}

/** Those whose vendor ended the login, or that want a setting first, stand apart. */
function Providers({ offers, isOperator }: ProvidersProps) {
  const t = useText();
  const { data } = useLogins(isOperator);
  const pending = (data?.logins ?? []).filter(({ status }) => status === "pending");
  const isPlain = ({ note, warning }: LoginProvider): boolean => note === null && warning === null;
  const cardOf = (offer: LoginProvider) => (
    <ProviderCard
      key={offer.provider}
      provider={offer}
      pending={pending.filter(({ provider }) => provider === offer.provider)}
      isOperator={isOperator}
    />
  );
  const special = offers.filter((offer) => !isPlain(offer));
  return (
    <>
      <section aria-label={t(LOGINS_TEXT.providers)}>
        <h2 className="sr-only">{t(LOGINS_TEXT.providers)}</h2>
        <div className={GRID}>
          {offers.filter(isPlain).map(cardOf)}
          <VertexCard isOperator={isOperator} />
        </div>
      </section>
      {special.length > 0 && (
        <section aria-label={t(LOGINS_TEXT.special)} className="flex flex-col gap-3 pt-2">
          <header>
            <h2 className="font-semibold">{t(LOGINS_TEXT.special)}</h2>
            <p className="text-sm text-soft">{t(LOGINS_TEXT.specialNote)}</p>
          </header>
          <div className={GRID}>{special.map(cardOf)}</div>
        </section>
      )}
    </>
  );
}

const GRID = "grid grid-cols-[repeat(auto-fill,minmax(min(100%,19rem),1fr))] gap-4";
