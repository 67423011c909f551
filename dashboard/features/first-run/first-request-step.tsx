// The first request, as it comes in.

import { CircleAlert, PartyPopper } from "lucide-react";

import { addressOf } from "../../lib/address-of.ts";
import { cx } from "../../lib/cx.ts";
import { durationText } from "../../lib/format.ts";
import { failureText } from "../../lib/gateway-words.ts";
import { useText } from "../../lib/i18n.ts";
import { Private } from "../../ui/private.tsx";
import { type LatestRequest, useLatestRequest } from "./latest-request-query.ts";
import { TEXT } from "./messages.ts";

export function FirstRequestStep({ isReady }: { readonly isReady: boolean }) {
  const t = useText();
  const request = useLatestRequest();
  return (
    <div role="status">
      {request === null || request === undefined ? (
        <p className="flex items-center gap-3 text-soft">
          {isReady && (
            <span aria-hidden className="relative flex size-3 shrink-0">
              <span className="absolute inset-0 animate-ping rounded-full bg-accent opacity-60" />
              <span className="relative size-3 rounded-full bg-accent" />
            </span>
          )}
          {t(isReady ? TEXT.requestWaiting : TEXT.requestLater)}
        </p>
      ) : (
        <Arrived request={request} />
      )}
    </div>
  );
}

function Arrived({ request }: { readonly request: LatestRequest }) {
  const t = useText();
  const isGood = request.outcome === "ok";
  const Icon = isGood ? PartyPopper : CircleAlert;
  const model = request.model_asked ?? request.model_served ?? request.route;
  return (
    <div className={cx("flex items-start gap-3 rounded-xl px-4 py-3", isGood ? "bg-good-soft" : "bg-bad-soft")}>
      <Icon aria-hidden className={cx("mt-0.5 size-5 shrink-0", isGood ? "text-good" : "text-bad")} />
      <div className="min-w-0">
        <p className="font-medium">{t(isGood ? TEXT.arrived : TEXT.arrivedBadly)}</p>
        {isGood && request.account_label !== null && (
          <p>
            {t(TEXT.answeredBy, { model })} <Private>{request.account_label}</Private>{" "}
            {t(TEXT.took, { duration: durationText(request.total_ms) })}
          </p>
        )}
        {!isGood && <p>{failureText({ code: request.error_code, message: request.error_message })}</p>}
        <a
          href={addressOf("/monitoring", { request: request.id })}
          className="font-medium underline underline-offset-2"
        >
          {t(isGood ? TEXT.story : TEXT.storyOfFailure)}
        </a>
      </div>
    </div>
  );
}
