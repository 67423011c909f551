// Why an account does or does not serve: the conclusion, what it rests on, what to do, and its last failures.

import { useText } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Skeleton } from "../../ui/states.tsx";
import { Time } from "../../ui/time.tsx";
import { useAccountCommands } from "./account-commands.ts";
import type { AccountDetails } from "./account-query.ts";
import { useAccountRequests } from "./account-requests-query.ts";
import { standingOf } from "./account-standing.ts";
import { conclusionOf } from "./conclusion.ts";
import { CONCLUSION_TEXT, DRAWER_TEXT } from "./drawer-messages.ts";
import { FactList } from "./fact-list.tsx";
import { accountLinks } from "./links.ts";
import { PROBLEM_TEXT, STANDING_TEXT, TEXT } from "./messages.ts";
import { RequestLine } from "./request-line.tsx";
import { Section } from "./section.tsx";

const SHOWN_FAILURES = 10;

export function DiagnosisTab({ account }: { readonly account: AccountDetails }) {
  const t = useText();
  return (
    <div className="flex flex-col gap-6">
      <Section title={t(DRAWER_TEXT.conclusion)}>
        <p>{t(CONCLUSION_TEXT[conclusionOf(account)])}</p>
      </Section>
      <Section title={t(DRAWER_TEXT.evidence)}>
        <Evidence account={account} />
      </Section>
      <Section title={t(DRAWER_TEXT.whatToDo)}>
        <Steps account={account} />
      </Section>
      <Section title={t(DRAWER_TEXT.lastFailures)}>
        <Failures accountId={account.account_id} />
      </Section>
    </div>
  );
}

function Evidence({ account }: { readonly account: AccountDetails }) {
  const t = useText();
  const { problem, token } = account;
  return (
    <FactList
      facts={[
        [t(DRAWER_TEXT.kind), t(problem === null ? STANDING_TEXT[standingOf(account)] : PROBLEM_TEXT[problem.kind])],
        [t(DRAWER_TEXT.code), problem === null ? null : <code key="code">{problem.code}</code>],
        [
          t(DRAWER_TEXT.said),
          problem === null ? null : (
            <span key="said" lang="en">
              {problem.reason}
            </span>
          ),
        ],
        [t(DRAWER_TEXT.begun), problem === null ? null : <Time key="since" past at={problem.since} />],
        [
          t(DRAWER_TEXT.ends),
          problem === null ? null : problem.until === null ? (
            t(DRAWER_TEXT.never)
          ) : (
            <Time key="until" at={problem.until} />
          ),
        ],
        [t(DRAWER_TEXT.inARow), account.failures_in_a_row === 0 ? null : account.failures_in_a_row],
        [
          t(DRAWER_TEXT.tokenEnds),
          token === null || token.expires_at === null ? null : <Time key="expires" at={token.expires_at} />,
        ],
        [t(DRAWER_TEXT.lastUsed), <Time key="used" past at={account.last_used_at} />],
        [t(DRAWER_TEXT.observed), <Time key="seen" past at={account.quota_observed_at} />],
      ]}
    />
  );
}

const LINK = "inline-flex h-9 items-center rounded-md border px-3 font-medium hover:bg-sunken";

/** The step that helps most comes first. */
function Steps({ account }: { readonly account: AccountDetails }) {
  const t = useText();
  const { mayChange, run, show } = useAccountCommands();
  const id = account.account_id;
  const standing = standingOf(account);
  return (
    <div className="flex flex-wrap gap-2">
      {mayChange && account.paused && (
        <Button kind="primary" onClick={() => void run([account], { action: "reactivate" })}>
          {t(TEXT.enable)}
        </Button>
      )}
      {mayChange && standing === "needs_you" && account.kind === "login" && (
        <a
          className="inline-flex h-9 items-center rounded-md bg-accent px-3 font-medium text-accent-ink hover:opacity-90"
          href={accountLinks.signInAgain(id)}
        >
          {t(TEXT.signInAgain)}
        </a>
      )}
      {mayChange && standing === "resting" && (
        <Button onClick={() => void run([account], { action: "reset_cooldown" })}>{t(TEXT.restore)}</Button>
      )}
      {mayChange && <Button onClick={() => show({ kind: "test", account })}>{t(TEXT.test)}</Button>}
      {account.problem?.kind === "quota_exceeded" && (
        <a className={LINK} href={accountLinks.quota(account.display_name)}>
          {t(DRAWER_TEXT.openQuota)}
        </a>
      )}
      <a className={LINK} href={accountLinks.requests(id)}>
        {t(DRAWER_TEXT.openMonitoring)}
      </a>
      <a className={LINK} href={accountLinks.inspection}>
        {t(DRAWER_TEXT.openInspection)}
      </a>
      <a className={LINK} href={accountLinks.queue(account.display_name)}>
        {t(DRAWER_TEXT.openQueue)}
      </a>
    </div>
  );
}

function Failures({ accountId }: { readonly accountId: string }) {
  const t = useText();
  const { data } = useAccountRequests(accountId, { failed: true });
  if (data === undefined) return <Skeleton className="h-24" />;
  if (data.length === 0) return <p className="text-sm text-soft">{t(DRAWER_TEXT.noFailures)}</p>;
  return (
    <ul className="flex flex-col divide-y rounded-lg border">
      {data.slice(0, SHOWN_FAILURES).map((request) => (
        <RequestLine key={request.id} request={request} />
      ))}
    </ul>
  );
}
