// What an account has served lately, each with its story.

import { useText } from "../../lib/i18n.ts";
import { EmptyState, ErrorState, Skeleton } from "../../ui/states.tsx";
import type { AccountDetails } from "./account-query.ts";
import { RequestLine } from "./request-line.tsx";
import { useAccountRequests } from "./account-requests-query.ts";
import { DRAWER_TEXT } from "./drawer-messages.ts";
import { accountLinks } from "./links.ts";

export function RequestsTab({ account }: { readonly account: AccountDetails }) {
  const t = useText();
  const requests = useAccountRequests(account.account_id);
  if (requests.data === undefined) {
    if (requests.isError) return <ErrorState error={requests.error} onRetry={() => void requests.refetch()} />;
    return <Skeleton className="h-64" />;
  }
  if (requests.data.length === 0) {
    return <EmptyState title={t(DRAWER_TEXT.requestsNone)}>{t(DRAWER_TEXT.requestsNoneNote)}</EmptyState>;
  }
  return (
    <div className="flex flex-col gap-3">
      <ul className="flex flex-col divide-y rounded-lg border">
        {requests.data.map((request) => (
          <RequestLine key={request.id} request={request} />
        ))}
      </ul>
      <a className="text-sm text-accent underline" href={accountLinks.requests(account.account_id)}>
        {t(DRAWER_TEXT.allRequests)}
      </a>
    </div>
  );
}
