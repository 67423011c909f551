// How an account is: its state with the cause, its windows with the look ahead, a test request, and the facts.

import { windowText } from "../../lib/format.ts";
import { say, useText } from "../../lib/i18n.ts";
import { Badge } from "../../ui/badge.tsx";
import { Private } from "../../ui/private.tsx";
import { QuotaBar } from "../../ui/quota-bar.tsx";
import { Time } from "../../ui/time.tsx";
import { AccountFacts } from "./account-facts.tsx";
import { useAccountCommands } from "./account-commands.ts";
import type { AccountDetails } from "./account-query.ts";
import { CLOSED_TEXT, DRAWER_TEXT } from "./drawer-messages.ts";
import { ProblemNote } from "./problem-note.tsx";
import { Section } from "./section.tsx";
import { TestRequest } from "./test-request.tsx";
import { WindowTable } from "./window-table.tsx";

export function OverviewTab({ account }: { readonly account: AccountDetails }) {
  const t = useText();
  const { mayChange } = useAccountCommands();
  return (
    <div className="flex flex-col gap-6">
      <ProblemNote account={account} />
      <Section title={t(DRAWER_TEXT.windows)}>
        <WindowTable account={account} />
      </Section>
      <ModelLimits account={account} />
      {mayChange && (
        <Section title={t(DRAWER_TEXT.test)}>
          <TestRequest accountId={account.account_id} />
        </Section>
      )}
      <Section title={t(DRAWER_TEXT.facts)}>
        <AccountFacts account={account} />
      </Section>
      <Twins files={account.duplicate_files} />
    </div>
  );
}

function ModelLimits({ account: { model_windows, closed_models } }: { readonly account: AccountDetails }) {
  const t = useText();
  return (
    <>
      {model_windows.length > 0 && (
        <Section title={t(DRAWER_TEXT.modelLimits)}>
          <ul className="flex flex-col gap-2">
            {model_windows.map(({ model, remaining_percent, window_minutes, reset_at }) => (
              <li key={`${model} ${window_minutes}`} className="grid grid-cols-[1fr_1fr_5.5rem] items-center gap-3">
                <code className="truncate text-xs">{model}</code>
                <QuotaBar label={windowText(window_minutes)} remaining={remaining_percent} />
                <span className="text-right text-xs text-soft">{reset_at !== null && <Time at={reset_at} />}</span>
              </li>
            ))}
          </ul>
        </Section>
      )}
      {closed_models.length > 0 && (
        <Section title={t(DRAWER_TEXT.closedModels)}>
          <ul className="flex flex-col gap-1 text-sm">
            {closed_models.map(({ model, reason, until }) => (
              <li key={model} className="flex flex-wrap items-center gap-2">
                <Badge tone="warn">{model}</Badge>
                <span className="text-soft">
                  {closedText(reason)} · <Time at={until} />
                </span>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}

function Twins({ files }: { readonly files: readonly string[] }) {
  const t = useText();
  if (files.length === 0) return null;
  return (
    <div className="rounded-lg bg-warn-soft p-3 text-sm text-warn">
      <p className="font-medium">{t(DRAWER_TEXT.twins)}</p>
      <ul className="list-disc pl-5">
        {files.map((file) => (
          <li key={file}>
            <Private>{file}</Private>
          </li>
        ))}
      </ul>
      <p>{t(DRAWER_TEXT.twinsNote)}</p>
    </div>
  );
}

/** One that only a newer gateway knows is shown as it is. */
function closedText(reason: string): string {
  const known = CLOSED_TEXT[reason];
  return known === undefined ? reason : say(known);
}
