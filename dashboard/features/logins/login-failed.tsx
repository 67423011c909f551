// A sign-in that brought no account: why, and what to do about it.

import { CircleX } from "lucide-react";

import { sentenceText } from "../../lib/gateway-words.ts";
import { useText } from "../../lib/i18n.ts";
import type { Login } from "./logins-query.ts";
import { LOGINS_TEXT } from "./messages.ts";
import { StartButton } from "./start-button.tsx";

export function LoginFailed({ login, flows }: { readonly login: Login; readonly flows: readonly Login["flow"][] }) {
  const t = useText();
  const { provider, for_account_id: forAccount } = login;
  const wish = { provider, ...(forAccount === null ? {} : { account_id: forAccount }) };
  const other = flows.find((flow) => flow !== login.flow);
  const advice = [
    LOGINS_TEXT.adviceAgain,
    ...(forAccount === null ? [] : [LOGINS_TEXT.adviceAccount]),
    LOGINS_TEXT.adviceReach,
  ];
  return (
    <div role="alert" className="flex flex-col gap-3">
      <p className="flex items-center gap-2 font-semibold">
        <CircleX aria-hidden className="size-5 shrink-0 text-bad" />
        {t(LOGINS_TEXT.failedTitle)}
      </p>
      {login.error !== null && <p className="rounded-lg bg-bad-soft px-3 py-2 text-bad">{sentenceText(login.error)}</p>}
      <ul className="list-disc space-y-1 pl-5 text-sm text-soft">
        {advice.map((text) => (
          <li key={text.en}>{t(text)}</li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2 pt-1">
        <StartButton wish={{ ...wish, flow: login.flow }} kind="primary" text={t(LOGINS_TEXT.startAgain)} />
        {other !== undefined && (
          <StartButton
            wish={{ ...wish, flow: other }}
            text={t(other === "device" ? LOGINS_TEXT.tryCode : LOGINS_TEXT.tryBrowser)}
          />
        )}
      </div>
    </div>
  );
}
