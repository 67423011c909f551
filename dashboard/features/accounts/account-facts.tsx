// What is known of an account, for who looks for one thing.

import { compactNumber, percentText, wholeNumber } from "../../lib/format.ts";
import { useText } from "../../lib/i18n.ts";
import { planName } from "../../lib/plan-name.ts";
import { providerName } from "../../lib/provider-name.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Private } from "../../ui/private.tsx";
import { Time } from "../../ui/time.tsx";
import type { AccountDetails } from "./account-query.ts";
import { DRAWER_TEXT } from "./drawer-messages.ts";
import { FactList } from "./fact-list.tsx";
import { LoginFact } from "./login-fact.tsx";
import { TEXT } from "./messages.ts";

export function AccountFacts({ account }: { readonly account: AccountDetails }) {
  const t = useText();
  const { auth_index, email, file_name, totals, in_flight, concurrency } = account;
  return (
    <FactList
      facts={[
        [
          t(DRAWER_TEXT.authIndex),
          <span key="index" className="-my-1 flex items-center gap-1">
            <code>{auth_index}</code>
            <CopyButton text={auth_index} label={t(TEXT.copyIndex)} />
          </span>,
        ],
        [t(DRAWER_TEXT.provider), providerName(account.upstream)],
        [t(DRAWER_TEXT.email), email === "" ? null : <Private key="email">{email}</Private>],
        [t(DRAWER_TEXT.plan), planName(account.plan_type)],
        [t(DRAWER_TEXT.file), file_name === null ? t(TEXT.inConfig) : <Private key="file">{file_name}</Private>],
        [t(DRAWER_TEXT.login), <LoginFact key="login" account={account} />],
        [t(DRAWER_TEXT.project), account.project_id],
        [t(DRAWER_TEXT.region), account.region],
        [t(DRAWER_TEXT.lastUsed), <Time key="used" past at={account.last_used_at} />],
        [
          t(DRAWER_TEXT.running),
          concurrency === null
            ? wholeNumber(in_flight)
            : t(DRAWER_TEXT.ofMost, { count: wholeNumber(in_flight), most: wholeNumber(concurrency) }),
        ],
        [
          t(DRAWER_TEXT.total),
          totals === null
            ? null
            : t(DRAWER_TEXT.totalOf, {
                count: wholeNumber(totals.requests),
                percent: percentText(totals.requests === 0 ? null : (totals.succeeded / totals.requests) * 100, 1),
              }),
        ],
        [
          t(DRAWER_TEXT.tokens),
          totals === null
            ? null
            : t(DRAWER_TEXT.tokensOf, {
                input: compactNumber(totals.input_tokens),
                cached: compactNumber(totals.cached_input_tokens),
                output: compactNumber(totals.output_tokens),
              }),
        ],
        [t(DRAWER_TEXT.note), account.note],
      ]}
    />
  );
}
