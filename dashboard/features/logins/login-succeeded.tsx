// The account that came of a sign-in.

import { Link } from "@tanstack/react-router";
import { CircleCheck } from "lucide-react";
import { useEffect } from "react";

import { useText } from "../../lib/i18n.ts";
import { maskText, useMasked } from "../../lib/mask.ts";
import { queryClient } from "../../lib/query-client.ts";
import { Button } from "../../ui/button.tsx";
import { useAccount } from "./account-query.ts";
import type { Login } from "./logins-query.ts";
import { LOGINS_TEXT } from "./messages.ts";
import { StartButton } from "./start-button.tsx";

export interface LoginSucceededProps {
  readonly login: Login;
  readonly flow: Login["flow"];
  readonly onClose: () => void;
}

export function LoginSucceeded({ login, flow, onClose }: LoginSucceededProps) {
  const t = useText();
  const masked = useMasked();
  const { data: account } = useAccount(login.account_id);
  const label = account?.display_name ?? login.account_id ?? "";
  useEffect(() => {
    void queryClient.invalidateQueries({ queryKey: ["accounts"] });
  }, [login.account_id]);
  return (
    <div className="flex flex-col items-center gap-3 py-4 text-center" role="status">
      <CircleCheck aria-hidden className="size-12 text-good" />
      <p className="text-base font-semibold">{t(LOGINS_TEXT.successTitle)}</p>
      <p className="text-soft">{t(LOGINS_TEXT.success, { account: masked ? maskText(label) : label })}</p>
      <div className="flex flex-wrap justify-center gap-2 pt-2">
        {login.for_account_id === null && (
          <StartButton wish={{ provider: login.provider, flow }} kind="plain" text={t(LOGINS_TEXT.another)} />
        )}
        <Button onClick={onClose}>{t(LOGINS_TEXT.done)}</Button>
        {login.account_id !== null && <AccountLink accountId={login.account_id} />}
      </div>
    </div>
  );
}

export function AccountLink({ accountId }: { readonly accountId: string }) {
  const t = useText();
  return (
    <Link
      to="/accounts"
      search={{ account: accountId }}
      className="inline-flex h-9 items-center rounded-md bg-accent px-3 font-medium text-accent-ink hover:brightness-95"
    >
      {t(LOGINS_TEXT.toAccount)}
    </Link>
  );
}
