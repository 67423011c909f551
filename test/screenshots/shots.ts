// What is photographed: each page by its address, and what is done there first.

import type { Page } from "playwright-core";

import type { Showcase } from "./showcase-world.ts";

export interface Shot {
  /** Of the picture's file. */
  readonly name: string;
  /** `new`: one that nobody has set up yet. */
  readonly gateway: "showcase" | "new";
  /** Nobody is signed in. */
  readonly isStranger?: boolean;
  /** Behind the `#`. */
  path(showcase: Showcase): string;
  /** What is done before; default nothing. */
  act?(page: Page): Promise<void>;
  /** Something stands above the page: what is below the window's edge is not shown. */
  readonly isWindow?: boolean;
  /** In Chinese as well. */
  readonly isTranslated?: boolean;
}

const at = (path: string) => () => path;

export const SHOTS: readonly Shot[] = [
  // First: whoever signs in sets up the operator's password.
  { name: "set-up", gateway: "new", isStranger: true, path: at("/") },
  { name: "first-run", gateway: "new", path: at("/") },
  { name: "sign-in", gateway: "showcase", isStranger: true, path: at("/") },
  { name: "overview", gateway: "showcase", path: at("/?timeframe=7d"), isTranslated: true },
  { name: "accounts", gateway: "showcase", path: at("/accounts"), isTranslated: true },
  { name: "accounts-cards", gateway: "showcase", path: at("/accounts?view=cards") },
  { name: "account", gateway: "showcase", path: ({ accountId }) => `/accounts?account=${accountId}`, isWindow: true },
  {
    name: "account-trend",
    gateway: "showcase",
    path: ({ accountId }) => `/accounts?account=${accountId}&tab=trend`,
    isWindow: true,
  },
  { name: "logins", gateway: "showcase", path: at("/logins") },
  { name: "quota", gateway: "showcase", path: at("/quota") },
  { name: "inspection", gateway: "showcase", path: at("/inspection") },
  { name: "queue", gateway: "showcase", path: at("/queue") },
  { name: "monitoring", gateway: "showcase", path: at("/monitoring?range=24h") },
  {
    name: "request",
    gateway: "showcase",
    path: ({ requestId }) => `/monitoring?range=7d&request=${requestId}`,
    isWindow: true,
  },
  { name: "usage", gateway: "showcase", path: at("/usage?range=7d") },
  { name: "prices", gateway: "showcase", path: at("/usage?tab=prices") },
  {
    name: "simulator",
    gateway: "showcase",
    path: at("/simulator?last=24h"),
    async act(page) {
      await page.getByRole("combobox", { name: "Strategy" }).click();
      await page.getByRole("option", { name: "In turn" }).click();
      await page.getByRole("button", { name: "Run the simulation" }).click();
      await page.getByRole("heading", { name: "What it means" }).waitFor();
    },
  },
  { name: "client-keys", gateway: "showcase", path: at("/client-keys") },
  { name: "providers", gateway: "showcase", path: at("/providers") },
  { name: "providers-keys", gateway: "showcase", path: at("/providers?tab=upstreams") },
  { name: "settings", gateway: "showcase", path: at("/settings") },
  { name: "settings-file", gateway: "showcase", path: at("/settings?tab=file") },
  { name: "logs", gateway: "showcase", path: at("/logs") },
  // Last: the sandbox confirms the code by itself, and one account is signed in again.
  {
    name: "login",
    gateway: "showcase",
    path: at("/logins"),
    isWindow: true,
    async act(page) {
      await page.getByRole("button", { name: "Use a code: ChatGPT (Codex)" }).click();
      await page.getByLabel("Code", { exact: true }).waitFor();
    },
  },
];
