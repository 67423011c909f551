// A form to a token endpoint.

import type { UpstreamCall } from "../../wire/upstream-call.ts";
import { type CallSettings, proxyOf } from "./call-settings.ts";

export type FormFields = Readonly<Record<string, string>>;

/** Goes by the global proxy: nobody's account is known yet. */
export function formCall(url: string, fields: FormFields, settings: CallSettings): UpstreamCall {
  return {
    method: "POST",
    url,
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      accept: "application/json",
      "user-agent": settings.userAgent,
    },
    body: new URLSearchParams(fields).toString(),
    proxyUrl: proxyOf(null, settings),
  };
}
