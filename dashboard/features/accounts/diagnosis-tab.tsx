// Why an account does or does not serve: the conclusion and what to do next, what it rests on, and where to look closer.

import { sentenceText } from "../../lib/gateway-words.ts";
import { useText } from "../../lib/i18n.ts";
import { LinkButton } from "../../ui/link-button.tsx";
import { Skeleton } from "../../ui/states.tsx";
import { Time } from "../../ui/time.tsx";
import { useAccountCandidates } from "./account-candidates-query.ts";
import type { AccountDetails } from "./account-query.ts";
import { useAccountRequests } from "./account-requests-query.ts";
import { standingOf } from "./account-standing.ts";
import { conclusionsOf } from "./conclusion.ts";
import { CONCLUSION_TEXT, DIAGNOSIS_TEXT, NEXT_TEXT } from "./diagnosis-messages.ts";
import { DiagnosisSteps } from "./diagnosis-steps.tsx";
import { DRAWER_TEXT } from "./drawer-messages.ts";
import { FactList } from "./fact-list.tsx";
import { accountLinks } from "./links.ts";
import { LoginFact } from "./login-fact.tsx";
import { PROBLEM_TEXT, STANDING_TEXT } from "./messages.ts";
import { RequestLine } from "./request-line.tsx";
import { Section } from "./section.tsx";

const SHOWN_FAILURES = 10;

interface Props {
  readonly account: AccountDetails;
}

export function DiagnosisTab({ account }: Props) {
  const t = useText();
  const conclusions = conclusionsOf(account);
  return (
    <div className="flex flex-col gap-6">
      <Section title={t(DIAGNOSIS_TEXT.conclusion)}>
        {conclusions.map((conclusion) => (
          <p key={conclusion}>{t(CONCLUSION_TEXT[conclusion])}</p>
        ))}
      </Section>
      <Section title={t(DIAGNOSIS_TEXT.whatToDo)}>
        {conclusions.map((conclusion) => (
          <p key={conclusion}>{t(NEXT_TEXT[conclusion])}</p>
        ))}
        <DiagnosisSteps account={account} />
      </Section>
      <Waiting account={account} />
      <Section title={t(DIAGNOSIS_TEXT.evidence)}>
        <Evidence account={account} />
      </Section>
      <Section title={t(DIAGNOSIS_TEXT.lastFailures)}>
        <Failures accountId={account.account_id} />
      </Section>
      <Section title={t(DIAGNOSIS_TEXT.closer)}>
        <div className="flex flex-wrap gap-2">
          <LinkButton href={accountLinks.quota(account.display_name)}>{t(DIAGNOSIS_TEXT.openQuota)}</LinkButton>
          <LinkButton href={accountLinks.requests(account.account_id)}>{t(DIAGNOSIS_TEXT.openMonitoring)}</LinkButton>
          <LinkButton href={accountLinks.inspection}>{t(DIAGNOSIS_TEXT.openInspection)}</LinkButton>
        </div>
      </Section>
    </div>
  );
}

function Waiting({ account }: Props) {
  const t = useText();
  const waiting = useAccountCandidates(account.account_id).data ?? [];
  if (waiting.length === 0) return null;
  return (
    <Section title={t(DIAGNOSIS_TEXT.waiting)}>
      <ul className="flex flex-col gap-1">
        {waiting.map(({ id, evidence, hits, last_seen_at }) => (
          <li key={id}>
            <SaidByGateway sentence={evidence.message} />{" "}
            <span className="text-soft">
              {t(DIAGNOSIS_TEXT.waitingNote, { count: hits })} <Time past at={last_seen_at} />
            </span>
          </li>
        ))}
      </ul>
      <div>
        <LinkButton href={accountLinks.queue(account.display_name)}>{t(DIAGNOSIS_TEXT.openQueue)}</LinkButton>
      </div>
    </Section>
  );
}

function Evidence({ account }: Props) {
  const t = useText();
  const { problem, token } = account;
  return (
    <FactList
      facts={[
        [t(DIAGNOSIS_TEXT.kind), t(problem === null ? STANDING_TEXT[standingOf(account)] : PROBLEM_TEXT[problem.kind])],
        [t(DIAGNOSIS_TEXT.code), problem === null ? null : <code key="code">{problem.code}</code>],
        [
          t(DIAGNOSIS_TEXT.said),
          problem === null ? null : (
            <span key="said" lang="en">
              {problem.reason}
            </span>
          ),
        ],
        [t(DIAGNOSIS_TEXT.begun), problem === null ? null : <Time key="since" past at={problem.since} />],
        [
          t(DIAGNOSIS_TEXT.ends),
          problem === null ? null : problem.until === null ? (
            t(DIAGNOSIS_TEXT.never)
          ) : (
            <Time key="until" at={problem.until} />
          ),
        ],
        [t(DIAGNOSIS_TEXT.inARow), account.failures_in_a_row === 0 ? null : account.failures_in_a_row],
        [t(DRAWER_TEXT.login), token === null ? null : <LoginFact key="login" account={account} />],
        [t(DRAWER_TEXT.lastUsed), <Time key="used" past at={account.last_used_at} />],
        [t(DIAGNOSIS_TEXT.quotaSeen), <Time key="seen" past at={account.quota_observed_at} />],
      ]}
    />
  );
}

function Failures({ accountId }: { readonly accountId: string }) {
  const t = useText();
  const { data } = useAccountRequests(accountId, { failed: true });
  if (data === undefined) return <Skeleton className="h-24" />;
  if (data.length === 0) return <p className="text-sm text-soft">{t(DIAGNOSIS_TEXT.noFailures)}</p>;
  return (
    <ul className="flex flex-col divide-y rounded-lg border">
      {data.slice(0, SHOWN_FAILURES).map((request) => (
        <RequestLine key={request.id} request={request} />
      ))}
    </ul>
  );
}

/** What nobody has put in the reader's words stands as it came. */
function SaidByGateway({ sentence }: { readonly sentence: string }) {
  const said = sentenceText(sentence);
  return <span lang={said === sentence ? "en" : undefined}>{said}</span>;
}
