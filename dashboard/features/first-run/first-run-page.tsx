// The first steps, in order, each with all that it takes.

import { addressOf } from "../../lib/address-of.ts";
import { BASE_URL } from "../../lib/api.ts";
import { useText } from "../../lib/i18n.ts";
import { providerName } from "../../lib/provider-name.ts";
import { Button } from "../../ui/button.tsx";
import { UI_TEXT } from "../../ui/messages.ts";
import { Page } from "../../ui/page.tsx";
import { AddAccountStep } from "./add-account-step.tsx";
import { ConnectStep } from "./connect-step.tsx";
import { FirstRequestStep } from "./first-request-step.tsx";
import { useLatestRequest } from "./latest-request-query.ts";
import { TEXT } from "./messages.ts";
import { Step } from "./step.tsx";

interface FirstRunPageProps {
  readonly pools: readonly { readonly provider: string; readonly accounts: number }[];
  readonly onLeave: () => void;
}

export function FirstRunPage({ pools, onLeave }: FirstRunPageProps) {
  const t = useText();
  const hasRequest = Boolean(useLatestRequest());
  const count = pools.reduce((sum, { accounts }) => sum + accounts, 0);
  const isDone = count > 0 && hasRequest;
  return (
    <Page
      narrow
      title={t(TEXT.title)}
      note={t(TEXT.note)}
      actions={
        <Button kind={isDone ? "primary" : "plain"} onClick={onLeave}>
          {t(isDone ? TEXT.toOverview : TEXT.skip)}
        </Button>
      }
    >
      <ol className="mt-2 flex flex-col">
        <Step number={1} title={t(TEXT.password)} note={t(TEXT.passwordDone)} isDone />
        <Step
          number={2}
          title={t(TEXT.account)}
          note={count > 0 ? <Joined pools={pools} count={count} /> : t(TEXT.accountNote)}
          isDone={count > 0}
        >
          {count === 0 && <AddAccountStep />}
        </Step>
        <Step number={3} title={t(TEXT.connect)} note={t(TEXT.connectNote, { url: BASE_URL })} isDone={hasRequest}>
          <ConnectStep />
        </Step>
        <Step number={4} title={t(TEXT.request)} isDone={hasRequest}>
          <FirstRequestStep isReady={count > 0} />
        </Step>
      </ol>
    </Page>
  );
}

function Joined({ pools, count }: Pick<FirstRunPageProps, "pools"> & { readonly count: number }) {
  const t = useText();
  const providers = pools
    .filter(({ accounts }) => accounts > 0)
    .map(({ provider, accounts }) => `${accounts} × ${providerName(provider)}`)
    .join(t(UI_TEXT.comma));
  return (
    <>
      {t(TEXT.accountDone, { count, providers })}{" "}
      <a href={addressOf("/accounts")} className="font-medium text-accent underline underline-offset-2">
        {t(TEXT.seeAccounts)}
      </a>
    </>
  );
}
