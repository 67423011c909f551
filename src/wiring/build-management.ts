// The management API: its door and all its routes, joined.

import type { Config } from "../config/schema.ts";
import type { Cancel } from "../domain/ports.ts";
import { secret } from "../domain/secret.ts";
import { createAccess } from "../management/access/admit-caller.ts";
import { hashSecret } from "../management/access/hash-secret.ts";
import type { AuthFileFolder } from "../logins/auth-file-folder.ts";
import { configAuthIndexes } from "../logins/config-accounts.ts";
import type { LoginFlows } from "../logins/flows/login-flows.ts";
import { passwords } from "../platform/passwords.ts";
import { sha256Hex } from "../platform/sha256.ts";
import { systemClock } from "../platform/system-clock.ts";
import type { Pool } from "../pool/pool.ts";
import type { Provider } from "../providers/provider.ts";
import type { TrustedProxies } from "../server/client-address.ts";
import { callerOf } from "../server/v0/caller.ts";
import { createConfigRoutes } from "../server/v0/config-routes.ts";
import { createKeyListRoutes } from "../server/v0/key-list-routes.ts";
import { createLogRoutes } from "../server/v0/log-routes.ts";
import { createLoginRoutes } from "../server/v0/login-routes.ts";
import { createProviderMapRoutes } from "../server/v0/provider-map-routes.ts";
import { createSettingsRoutes } from "../server/v0/settings-routes.ts";
import { createManagementApi, type ManagementApi } from "../server/v0/management.ts";
import type { ManagementRoute } from "../server/v0/route.ts";
import type { Store } from "../store/open-store.ts";
import { errorFields, type Log } from "../telemetry/log.ts";
import type { UpstreamClient } from "../wire/upstream-call.ts";
import type { Auditor } from "./auditor.ts";
import type { BuiltInspection } from "./build-inspection.ts";
import { accountRoutes, type UsageMemory } from "./management-accounts.ts";
import type { OpenedConfig } from "./open-config.ts";
import type { LogFiles } from "./open-logs.ts";
import type { Settings } from "./settings.ts";
import { createToldStoreAway } from "./told-store-away.ts";

export interface ManagementParts {
  readonly opened: OpenedConfig;
  readonly log: Log;
  readonly logFiles: LogFiles;
  readonly store: Store;
  readonly folder: AuthFileFolder;
  readonly providers: readonly Provider[];
  readonly client: UpstreamClient;
  readonly pool: Pool;
  readonly logins: LoginFlows;
  readonly inspection: BuiltInspection;
  /** `switchyard/<version>` */
  readonly userAgent: string;
  readonly usage: UsageMemory;
  readonly audit: Auditor;
  /** Writes the records that are not in the store yet. */
  flushRecords(): Promise<void>;
  settings(): Settings;
}

export interface BuiltManagement {
  readonly handle: ManagementApi;
  /** Whether who asks has the management key and may use it from there: for what else only the operator may see. */
  admits(request: Request, peer: string): Promise<boolean>;
}

export function buildManagement(parts: ManagementParts): BuiltManagement {
  const { log, settings } = parts;
  const { document } = parts.opened;
  const access = createAccess({
    clock: systemClock,
    sha256: sha256Hex,
    passwords,
    settings: () => document.current().remoteManagement,
    environmentPassword: passwordOf(process.env["MANAGEMENT_PASSWORD"]),
  });
  const trustedProxies = (): TrustedProxies => settings().trustedProxies;
  return {
    handle: createManagementApi({
      routes: managementRoutes(parts),
      access,
      trustedProxies,
      audit: parts.audit,
      isStoreAway: createToldStoreAway(log),
      defect: (error) => log.error("defect", errorFields(error)),
    }),
    async admits(request, peer) {
      return access.isEnabled() && (await access.admit(callerOf(request, peer, trustedProxies()))).kind === "granted";
    },
  };
}

/** Each part of the API brings its own. */
function managementRoutes(parts: ManagementParts): readonly ManagementRoute[] {
  const { opened, userAgent } = parts;
  const { document } = opened;
  const authIndexes = (config: Config): ReturnType<typeof configAuthIndexes> => configAuthIndexes(config, sha256Hex);
  const version = userAgent.slice(userAgent.indexOf("/") + 1);
  return [
    ...createConfigRoutes({ document, authIndexes, passwords, version }),
    ...createSettingsRoutes(document),
    ...createKeyListRoutes(document, authIndexes),
    ...createProviderMapRoutes(document),
    ...accountRoutes(parts),
    ...createLoginRoutes({ flows: parts.logins }),
    ...createLogRoutes({ ...parts.logFiles, log: parts.log, settings: document.current }),
  ];
}

/** Now and whenever a new key has been written into the file. */
export async function keepSecretHashed({ opened, log }: Pick<ManagementParts, "opened" | "log">): Promise<Cancel> {
  const { document } = opened;
  const hash = async (): Promise<void> => {
    const done = await hashSecret(document, passwords);
    if (done.kind === "hashed") log.info("management_key_hashed");
    if (done.kind === "failed") log.warn("management_key_plain", errorFields(done.error));
  };
  await hash();
  return document.subscribe(({ changed }) => {
    if (changed.includes("remote-management.secret-key")) void hash();
  });
}

function passwordOf(text: string | undefined): ReturnType<typeof secret> | null {
  return text === undefined || text === "" ? null : secret(text);
}
