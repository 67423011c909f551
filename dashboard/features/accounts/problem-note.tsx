// What keeps an account from serving: the cause with its evidence, until when, and the way out.

import { useText } from "../../lib/i18n.ts";
import { cx } from "../../lib/cx.ts";
import { failureText } from "../../lib/gateway-words.ts";
import { Button } from "../../ui/button.tsx";
import { LinkButton } from "../../ui/link-button.tsx";
import { Time } from "../../ui/time.tsx";
import { useAccountCommands } from "./account-commands.ts";
import type { AccountDetails } from "./account-query.ts";
import { standingOf } from "./account-standing.ts";
import { conclusionsOf } from "./conclusion.ts";
import { CONCLUSION_TEXT, DIAGNOSIS_TEXT } from "./diagnosis-messages.ts";
import { accountLinks } from "./links.ts";
import { TEXT } from "./messages.ts";

const LOOKS = {
  resting: "bg-warn-soft",
  needs_you: "bg-bad-soft",
  paused: "bg-sunken",
} as const;

export function ProblemNote({ account }: { readonly account: AccountDetails }) {
  const t = useText();
  const { mayChange, run } = useAccountCommands();
  const { problem } = account;
  const standing = standingOf(account);
  if (standing === "usable") return null;
  return (
    <section className={cx("flex flex-col gap-2 rounded-lg p-4 text-sm", LOOKS[standing])}>
      {conclusionsOf(account).map((conclusion) => (
        <p key={conclusion} className="font-medium">
          {t(CONCLUSION_TEXT[conclusion])}
        </p>
      ))}
      {problem !== null && (
        <div>
          <p title={problem.reason}>
            <code>{problem.code}</code>: {failureText({ code: problem.code, message: problem.reason })}
          </p>
          <p className="flex flex-wrap gap-x-3 text-soft">
            <span>
              {t(DIAGNOSIS_TEXT.begun)} <Time past at={problem.since} />
            </span>
            {problem.until !== null && (
              <span>
                {t(DIAGNOSIS_TEXT.ends)} <Time at={problem.until} />
              </span>
            )}
          </p>
        </div>
      )}
      {mayChange && (
        <div className="flex flex-wrap gap-2">
          {standing === "paused" && (
            <Button size="small" onClick={() => void run([account], { action: "reactivate" })}>
              {t(TEXT.enable)}
            </Button>
          )}
          {standing === "resting" && (
            <Button size="small" onClick={() => void run([account], { action: "reset_cooldown" })}>
              {t(TEXT.restore)}
            </Button>
          )}
          {standing === "needs_you" && account.kind === "login" && (
            <LinkButton size="small" href={accountLinks.signInAgain(account.account_id)}>
              {t(TEXT.signInAgain)}
            </LinkButton>
          )}
        </div>
      )}
    </section>
  );
}
