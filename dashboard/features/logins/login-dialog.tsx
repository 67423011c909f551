// One sign-in from its page or code to the account. Closing it gives nothing up: it goes on, and is found on its
// provider's card.

import { toast } from "sonner";

import { ApiFailure } from "../../lib/api.ts";
import { errorText } from "../../lib/gateway-words.ts";
import { useText } from "../../lib/i18n.ts";
import { maskText, useMasked } from "../../lib/mask.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { EmptyState, ErrorState, Skeleton } from "../../ui/states.tsx";
import { useAccount } from "./account-query.ts";
import { LoginFailed } from "./login-failed.tsx";
import { LoginSteps } from "./login-steps.tsx";
import { LoginSucceeded } from "./login-succeeded.tsx";
import { type Login, type LoginProvider, useCancelLogin, useLogin } from "./logins-query.ts";
import { LOGINS_TEXT } from "./messages.ts";

export interface LoginDialogProps {
  readonly loginId: string;
  readonly providers: readonly LoginProvider[];
  readonly onClose: () => void;
}

export function LoginDialog({ loginId, providers, onClose }: LoginDialogProps) {
  const t = useText();
  const login = useLogin(loginId);
  const provider = providers.find((one) => one.provider === login.data?.provider);
  const account = useAccount(login.data?.for_account_id ?? null);
  const masked = useMasked();
  const label = account.data?.display_name;
  const title =
    label === undefined
      ? t(LOGINS_TEXT.dialogTitle, { name: provider?.name ?? login.data?.provider ?? "…" })
      : t(LOGINS_TEXT.dialogAgain, { account: masked ? maskText(label) : label });
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      actions={login.data?.status === "pending" ? <PendingActions login={login.data} onClose={onClose} /> : undefined}
    >
      {login.data !== undefined ? (
        <Shown login={login.data} provider={provider} onClose={onClose} />
      ) : login.error instanceof ApiFailure && login.error.status === 404 ? (
        <EmptyState title={t(LOGINS_TEXT.forgotten)} action={<Button onClick={onClose}>{t(LOGINS_TEXT.done)}</Button>}>
          {t(LOGINS_TEXT.forgottenNote)}
        </EmptyState>
      ) : login.isError ? (
        <ErrorState error={login.error} onRetry={() => void login.refetch()} />
      ) : (
        <Skeleton className="h-48" />
      )}
    </Dialog>
  );
}

interface ShownProps {
  readonly login: Login;
  readonly provider: LoginProvider | undefined;
  readonly onClose: () => void;
}

function Shown({ login, provider, onClose }: ShownProps) {
  switch (login.status) {
    case "pending":
      return <LoginSteps key={login.login_id} login={login} name={provider?.name ?? login.provider} />;
    case "ok":
      return <LoginSucceeded login={login} flow={login.flow} onClose={onClose} />;
    case "error":
      return <LoginFailed login={login} flows={provider?.flows ?? [login.flow]} />;
  }
}

function PendingActions({ login, onClose }: { readonly login: Login; readonly onClose: () => void }) {
  const t = useText();
  const cancel = useCancelLogin();
  const giveUp = async (): Promise<void> => {
    try {
      await cancel.mutateAsync(login.login_id);
      toast(t(LOGINS_TEXT.gaveUp));
      onClose();
    } catch (error) {
      toast.error(errorText(error));
    }
  };
  return (
    <>
      <Button kind="quiet" busy={cancel.isPending} onClick={() => void giveUp()}>
        {t(LOGINS_TEXT.giveUp)}
      </Button>
      <Button onClick={onClose}>{t(LOGINS_TEXT.keepOpen)}</Button>
    </>
  );
}
