// The ways out of what is the matter with an account, the one that helps most first.

import { useText } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { LinkButton } from "../../ui/link-button.tsx";
import { useAccountCommands } from "./account-commands.ts";
import type { AccountDetails } from "./account-query.ts";
import { standingOf } from "./account-standing.ts";
import { DIAGNOSIS_TEXT } from "./diagnosis-messages.ts";
import { accountLinks } from "./links.ts";
import { TEXT } from "./messages.ts";

export function DiagnosisSteps({ account }: { readonly account: AccountDetails }) {
  const t = useText();
  const { mayChange, run, show } = useAccountCommands();
  if (!mayChange) return null;
  const isPaused = account.paused;
  const standing = standingOf({ ...account, paused: false });
  const reset = (): void => void run([account], { action: "reset_cooldown" });
  return (
    <div className="flex flex-wrap gap-2">
      {isPaused && (
        <Button kind="primary" onClick={() => void run([account], { action: "reactivate" })}>
          {t(TEXT.enable)}
        </Button>
      )}
      {standing === "needs_you" && <NewCredential account={account} isFirst={!isPaused} />}
      {standing === "resting" && <Button onClick={reset}>{t(TEXT.restore)}</Button>}
      {account.problem?.kind === "deactivated" && <Button onClick={reset}>{t(DIAGNOSIS_TEXT.tryAgain)}</Button>}
      {account.problem?.kind === "quota_exceeded" && (
        <Button onClick={() => void run([account], { action: "refresh_quota" })}>{t(TEXT.refreshQuota)}</Button>
      )}
      <Button onClick={() => show({ kind: "test", account })}>{t(TEXT.test)}</Button>
    </div>
  );
}

/** A login is signed in again; another key is another account. */
function NewCredential({ account, isFirst }: { readonly account: AccountDetails; readonly isFirst: boolean }) {
  const t = useText();
  const { show } = useAccountCommands();
  const kind = isFirst ? "primary" : "plain";
  if (account.kind === "login") {
    return (
      <LinkButton kind={kind} href={accountLinks.signInAgain(account.account_id)}>
        {t(TEXT.signInAgain)}
      </LinkButton>
    );
  }
  return account.source === "config" ? (
    <LinkButton kind={kind} href={accountLinks.providers}>
      {t(DIAGNOSIS_TEXT.openProviders)}
    </LinkButton>
  ) : (
    <Button kind={kind} onClick={() => show({ kind: "paste" })}>
      {t(DIAGNOSIS_TEXT.addKey)}
    </Button>
  );
}
