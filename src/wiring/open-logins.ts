// Signing in from a command: the same flows as a gateway's, for as long as the command runs.

import type { LoginHands } from "../cli/hands.ts";
import { loginOffers } from "../logins/login-offers.ts";
import { openPage } from "../platform/open-page.ts";
import { systemClock } from "../platform/system-clock.ts";
import { createLog } from "../telemetry/log.ts";
import { buildLogins, type LoginParts } from "./build-logins.ts";

const STOP_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export function openLogins(parts: Omit<LoginParts, "log" | "events">): LoginHands {
  const interruption = new AbortController();
  const interrupt = (): void => interruption.abort();
  for (const name of STOP_SIGNALS) process.on(name, interrupt);
  // Whoever asked watches the sign-in itself.
  const events = { publish: () => undefined };
  const flows = buildLogins({ ...parts, events, log: createLog({ debug: false, clock: systemClock }) });
  return {
    offers: loginOffers(parts.providers),
    flows,
    openPage: (url) => openPage(url, { platform: process.platform, env: process.env }),
    interrupted: interruption.signal,
    close() {
      for (const name of STOP_SIGNALS) process.off(name, interrupt);
      flows.close();
    },
  };
}
