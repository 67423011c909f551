// How long an account's login lasts.

import { useText } from "../../lib/i18n.ts";
import { Time } from "../../ui/time.tsx";
import type { AccountDetails } from "./account-query.ts";
import { DRAWER_TEXT } from "./drawer-messages.ts";

export function LoginFact({ account: { token } }: { readonly account: Pick<AccountDetails, "token"> }) {
  const t = useText();
  if (token === null) return t(DRAWER_TEXT.apiKey);
  const { expires_at, refreshed_at, refreshable } = token;
  return (
    <span className="flex flex-wrap gap-x-3">
      {expires_at !== null && (
        <span>
          {t(DRAWER_TEXT.loginExpires)} <Time at={expires_at} />
        </span>
      )}
      {refreshed_at !== null && (
        <span>
          {t(DRAWER_TEXT.loginRefreshed)} <Time past at={refreshed_at} />
        </span>
      )}
      {!refreshable && <span className="text-warn">{t(DRAWER_TEXT.notRefreshable)}</span>}
    </span>
  );
}
