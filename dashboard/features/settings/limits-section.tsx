// How long is waited, how often is tried, how much is taken.

import { useText } from "../../lib/i18n.ts";
import { ConfigNumbers } from "./config-numbers.tsx";
import { LIMIT_TEXT } from "./file-messages.ts";
import { WithConfig } from "./with-config.tsx";

const WAITING = [
  "connect-timeout-seconds",
  "first-byte-timeout-seconds",
  "stream-idle-timeout-seconds",
  "keepalive-seconds",
  "shutdown-grace-seconds",
] as const;

const TRYING = [
  "request-retry",
  "routing.account-concurrency",
  "routing.session-ttl-seconds",
  "quota-poll-seconds",
  "max-body-bytes",
] as const;

export function LimitsSection() {
  const t = useText();
  return (
    <WithConfig>
      {(config) => (
        <>
          <ConfigNumbers
            title={t(LIMIT_TEXT.waiting)}
            note={t(LIMIT_TEXT.waitingNote)}
            keys={WAITING}
            config={config}
          />
          <ConfigNumbers title={t(LIMIT_TEXT.trying)} keys={TRYING} config={config} />
        </>
      )}
    </WithConfig>
  );
}
