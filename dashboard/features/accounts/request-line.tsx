// One request in two lines; it leads to its story.

import { compactNumber, durationText, usdText } from "../../lib/format.ts";
import { failureText } from "../../lib/gateway-words.ts";
import { useText } from "../../lib/i18n.ts";
import { Badge, type Tone } from "../../ui/badge.tsx";
import { Time } from "../../ui/time.tsx";
import type { AccountRequest } from "./account-requests-query.ts";
import { DRAWER_TEXT, OUTCOME_TEXT } from "./drawer-messages.ts";
import { accountLinks } from "./links.ts";

const TONES: Readonly<Record<AccountRequest["outcome"], Tone>> = {
  ok: "good",
  error: "bad",
  rate_limit: "warn",
  quota: "warn",
  cancelled: "plain",
  interrupted: "plain",
  open: "accent",
};

export function RequestLine({ request }: { readonly request: AccountRequest }) {
  const t = useText();
  const { id, outcome, status, tokens, error_code, error_message } = request;
  return (
    <li className="flex flex-col gap-0.5 px-3 py-2 text-sm">
      <div className="flex min-w-0 items-center gap-2">
        <Badge tone={TONES[outcome]} className="shrink-0">
          {t(OUTCOME_TEXT[outcome])}
          {status > 0 && ` ${status}`}
        </Badge>
        <a
          href={accountLinks.request(id)}
          title={t(DRAWER_TEXT.story, { id })}
          className="min-w-0 grow truncate font-medium hover:text-accent hover:underline"
        >
          {request.model_served ?? request.model_asked ?? request.route}
        </a>
        <Time past at={request.started_at} className="shrink-0 text-xs text-soft" />
      </div>
      <p className="flex flex-wrap gap-x-3 text-xs text-soft">
        <span>{durationText(request.total_ms)}</span>
        {tokens !== null && (
          <span>
            {compactNumber(tokens.input)} → {compactNumber(tokens.output)} {t(DRAWER_TEXT.tokensShort)}
          </span>
        )}
        {request.cost_usd !== null && <span>{usdText(request.cost_usd)}</span>}
        {error_code !== null && (
          <span className="text-bad">
            {error_code}: {failureText({ code: error_code, message: error_message })}
          </span>
        )}
      </p>
    </li>
  );
}
