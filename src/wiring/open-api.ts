// All calls of /api, joined. Loaded by the first of them: what stands here is not in the memory of who only serves models.

import type { Config } from "../config/schema.ts";
import { sha256Hex } from "../platform/sha256.ts";
import { serveAbout } from "../server/api/about-handlers.ts";
import { createApi } from "../server/api/api-app.ts";
import type { ApiApp } from "../server/api/api-env.ts";
import { serveAudit } from "../server/api/audit-handlers.ts";
import { serveConfig } from "../server/api/config-handlers.ts";
import { serveDocuments } from "../server/api/documents-handlers.ts";
import { serveSettings } from "../server/api/settings-handlers.ts";
import { servePasswords, serveSignIn } from "../server/api/sign-in-handlers.ts";
import { serveTotp } from "../server/api/totp-handlers.ts";
import type { Store } from "../store/open-store.ts";
import type { Log } from "../telemetry/log.ts";
import { buildApiAccess } from "./api-access.ts";
import type { Auditor } from "./auditor.ts";
import type { OpenedConfig } from "./open-config.ts";
import { type ActivityParts, serveActivityApi } from "./serve-activity.ts";
import { type AccountParts, serveAccountsApi } from "./serve-accounts.ts";
import { type ClientKeyApiParts, serveClientKeysApi } from "./serve-client-keys.ts";
import { serveForesightApi } from "./serve-foresight.ts";
import { type InspectionApiParts, serveInspectionApi } from "./serve-inspection.ts";
import type { Settings } from "./settings.ts";

export interface ApiParts extends AccountParts, ActivityParts, ClientKeyApiParts, InspectionApiParts {
  readonly opened: OpenedConfig;
  /** As it was when the process started. */
  readonly startConfig: Config;
  readonly log: Log;
  readonly store: Store;
  readonly audit: Auditor;
  /** Lets whoever sees the terminal set the first password from elsewhere. */
  readonly bootstrapToken: string;
  /** `switchyard/<version>` */
  readonly userAgent: string;
  settings(): Settings;
}

export function openApi(parts: ApiParts): ApiApp {
  const { opened, startConfig, store } = parts;
  const { document } = opened;
  const { guards, signInHandlers } = buildApiAccess(parts);
  const api = createApi(guards);
  serveSignIn(api, signInHandlers);
  servePasswords(api, signInHandlers);
  serveTotp(api, signInHandlers);
  serveSettings(api, { document, isTotpConfigured: async () => (await store.credentials.find("totp")) !== null });
  serveConfig(api, { document, startConfig, sha256: sha256Hex });
  serveAudit(api, store.audit);
  const version = parts.userAgent.slice(parts.userAgent.indexOf("/") + 1);
  serveDocuments(api, { version });
  serveAbout(api, { version, paths: opened.paths });
  serveAccountsApi(api, parts);
  serveActivityApi(api, parts);
  serveClientKeysApi(api, parts);
  serveForesightApi(api, parts);
  serveInspectionApi(api, parts);
  return api.app;
}
