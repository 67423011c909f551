// Every call of /api by its name. A call that is not here does not exist; one that is here is served (journey `api-contract`).

import * as about from "./about.ts";
import * as accountActions from "./account-actions.ts";
import * as accountImports from "./account-imports.ts";
import * as accounts from "./accounts.ts";
import * as actionQueue from "./action-queue.ts";
import * as audit from "./audit.ts";
import * as clientKeys from "./client-keys.ts";
import * as config from "./config.ts";
import * as documents from "./documents.ts";
import * as events from "./events.ts";
import * as foresight from "./foresight.ts";
import * as inspection from "./inspection.ts";
import * as logins from "./logins.ts";
import * as logs from "./logs.ts";
import * as models from "./models.ts";
import * as overview from "./overview.ts";
import * as providerKeys from "./provider-keys.ts";
import * as requests from "./requests.ts";
import * as settings from "./settings.ts";
import * as signIn from "./sign-in.ts";
import * as storage from "./storage.ts";
import * as usage from "./usage.ts";

export const endpoints = {
  ...signIn,
  ...clientKeys,
  ...settings,
  ...config,
  ...audit,
  ...documents,
  ...about,
  ...accounts,
  ...accountImports,
  ...accountActions,
  ...requests,
  ...overview,
  ...usage,
  ...events,
  ...storage,
  ...foresight,
  ...logins,
  ...logs,
  ...models,
  ...providerKeys,
  ...inspection,
  ...actionQueue,
};

export type Endpoints = typeof endpoints;
