// Sign-ins with everything they need: the folder that their accounts go into, and ports for browsers to come back to.

import type { AuthFileFolder } from "../logins/auth-file-folder.ts";
import { createLoginFlows, type LoginFlows } from "../logins/flows/login-flows.ts";
import { sha256Hex } from "../platform/sha256.ts";
import { systemClock } from "../platform/system-clock.ts";
import { systemIds } from "../platform/system-ids.ts";
import type { Provider } from "../providers/provider.ts";
import { loopbackListener } from "../server/logins/loopback-listener.ts";
import type { EventBus } from "../telemetry/event-bus.ts";
import { errorFields, type Log } from "../telemetry/log.ts";
import type { UpstreamClient } from "../wire/upstream-call.ts";

export interface LoginParts {
  readonly providers: readonly Provider[];
  readonly folder: AuthFileFolder;
  readonly client: UpstreamClient;
  readonly log: Log;
  readonly events: Pick<EventBus, "publish">;
}

export function buildLogins({ providers, folder, client, log, events }: LoginParts): LoginFlows {
  return createLoginFlows({
    clock: systemClock,
    ids: systemIds,
    sha256: sha256Hex,
    providers,
    folder,
    client,
    listener: loopbackListener,
    publish: events.publish,
    failed: (error) => log.error("defect", errorFields(error)),
  });
}
