// Which page stands where. Addresses live behind the `#`, so that the dashboard works under any path and behind any proxy; each
// page is loaded when it is first looked at.

import { createHashHistory, createRootRoute, createRoute, createRouter } from "@tanstack/react-router";

import { accountsSearch } from "../features/accounts/accounts-search.ts";
import { clientKeysSearch } from "../features/client-keys/client-keys-search.ts";
import { inspectionSearch } from "../features/inspection/inspection-search.ts";
import { loginsSearch } from "../features/logins/logins-search.ts";
import { providersSearch } from "../features/providers/providers-search.ts";
import { logsSearch } from "../features/logs/logs-search.ts";
import { monitoringSearch } from "../features/monitoring/monitoring-search.ts";
import { queueSearch } from "../features/queue/queue-search.ts";
import { quotaSearch } from "../features/quota/quota-search.ts";
import { settingsSearch } from "../features/settings/settings-search.ts";
import { simulatorSearch } from "../features/simulator/simulator-search.ts";
import { usageSearch } from "../features/usage/usage-search.ts";
import { BrokenPage } from "./broken-page.tsx";
import { homeSearch } from "./home-search.ts";
import { NotFoundPage } from "./not-found-page.tsx";
import { pagePart } from "./page-part.ts";
import { Shell } from "./shell.tsx";

const root = createRootRoute({ component: Shell, notFoundComponent: NotFoundPage });

const pages = [
  createRoute({
    getParentRoute: () => root,
    path: "/",
    validateSearch: homeSearch,
    component: pagePart(() => import("./home-page.tsx"), "HomePage"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/accounts",
    validateSearch: accountsSearch,
    component: pagePart(() => import("../features/accounts/accounts-page.tsx"), "AccountsPage"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/logins",
    validateSearch: loginsSearch,
    component: pagePart(() => import("../features/logins/logins-page.tsx"), "LoginsPage"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/quota",
    validateSearch: quotaSearch,
    component: pagePart(() => import("../features/quota/quota-page.tsx"), "QuotaPage"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/inspection",
    validateSearch: inspectionSearch,
    component: pagePart(() => import("../features/inspection/inspection-page.tsx"), "InspectionPage"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/queue",
    validateSearch: queueSearch,
    component: pagePart(() => import("../features/queue/queue-page.tsx"), "QueuePage"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/simulator",
    validateSearch: simulatorSearch,
    component: pagePart(() => import("../features/simulator/simulator-page.tsx"), "SimulatorPage"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/client-keys",
    validateSearch: clientKeysSearch,
    component: pagePart(() => import("../features/client-keys/client-keys-page.tsx"), "ClientKeysPage"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/providers",
    validateSearch: providersSearch,
    component: pagePart(() => import("../features/providers/providers-page.tsx"), "ProvidersPage"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/settings",
    validateSearch: settingsSearch,
    component: pagePart(() => import("../features/settings/settings-page.tsx"), "SettingsPage"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/monitoring",
    validateSearch: monitoringSearch,
    component: pagePart(() => import("../features/monitoring/monitoring-page.tsx"), "MonitoringPage"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/usage",
    validateSearch: usageSearch,
    component: pagePart(() => import("../features/usage/usage-page.tsx"), "UsagePage"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/logs",
    validateSearch: logsSearch,
    component: pagePart(() => import("../features/logs/logs-page.tsx"), "LogsPage"),
  }),
];

export const router = createRouter({
  routeTree: root.addChildren(pages),
  history: createHashHistory(),
  defaultPreload: "intent",
  defaultErrorComponent: BrokenPage,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
