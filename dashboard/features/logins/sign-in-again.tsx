// The account that a link asks to sign in again: `?account=acc_…`.

import { X } from "lucide-react";

import { ApiFailure } from "../../lib/api.ts";
import { failureText } from "../../lib/gateway-words.ts";
import { useText } from "../../lib/i18n.ts";
import { planName } from "../../lib/plan-name.ts";
import { providerName } from "../../lib/provider-name.ts";
import { Badge } from "../../ui/badge.tsx";
import { Card } from "../../ui/card.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Private } from "../../ui/private.tsx";
import { ErrorState, Skeleton } from "../../ui/states.tsx";
import { Time } from "../../ui/time.tsx";
import { type LoginAccount, useAccount } from "./account-query.ts";
import type { LoginProvider } from "./logins-query.ts";
import { LOGINS_TEXT } from "./messages.ts";
import { StartButton } from "./start-button.tsx";

export interface SignInAgainProps {
  readonly accountId: string;
  readonly providers: readonly LoginProvider[];
  readonly isOperator: boolean;
  readonly onDismiss: () => void;
}

export function SignInAgain({ accountId, providers, isOperator, onDismiss }: SignInAgainProps) {
  const t = useText();
  const account = useAccount(accountId);
  const isGone = account.error instanceof ApiFailure && account.error.status === 404;
  const offer = providers.find(({ provider }) => provider === account.data?.provider);
  return (
    <Card
      title={t(LOGINS_TEXT.again)}
      note={t(LOGINS_TEXT.againNote)}
      className="border-accent"
      actions={
        <IconButton label={t(LOGINS_TEXT.dismiss)} size="small" onClick={onDismiss}>
          <X aria-hidden className="size-4" />
        </IconButton>
      }
    >
      {account.data !== undefined ? (
        <Named account={account.data} flows={isOperator ? (offer?.flows ?? []) : []} />
      ) : isGone ? (
        <p>
          <span className="font-medium">{t(LOGINS_TEXT.againGone)}.</span>{" "}
          <span className="text-soft">{t(LOGINS_TEXT.againGoneNote)}</span>
        </p>
      ) : account.isError ? (
        <ErrorState error={account.error} onRetry={() => void account.refetch()} />
      ) : (
        <Skeleton className="h-12" />
      )}
    </Card>
  );
}

interface NamedProps {
  readonly account: LoginAccount;
  readonly flows: LoginProvider["flows"];
}

function Named({ account, flows }: NamedProps) {
  const t = useText();
  const { problem } = account;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
      <div className="min-w-0 grow basis-64">
        <p className="flex flex-wrap items-center gap-2">
          <Private className="font-medium">{account.display_name}</Private>
          <Badge>{providerName(account.provider)}</Badge>
          <Badge>{planName(account.plan_type)}</Badge>
        </p>
        {problem !== null && (
          <p className="text-sm text-bad">
            {failureText({ code: problem.code, message: problem.reason })} · <Time at={problem.since} />
          </p>
        )}
        {account.kind === "api_key" && (
          <p className="text-sm text-soft">
            {t(LOGINS_TEXT.againKey)}. {t(LOGINS_TEXT.againKeyNote)}
          </p>
        )}
      </div>
      {account.kind === "login" && (
        <div className="flex flex-wrap gap-2">
          {flows.map((flow, index) => (
            <StartButton
              key={flow}
              wish={{ provider: account.provider, flow, account_id: account.account_id }}
              kind={index === 0 ? "primary" : "plain"}
              text={t(flow === "device" ? LOGINS_TEXT.withCode : LOGINS_TEXT.again)}
            />
          ))}
        </div>
      )}
    </div>
  );
}
