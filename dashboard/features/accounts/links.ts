// Where a closer look at an account is to be had. Addresses, not routes: those pages belong to other features.

const at = (page: string, search: Readonly<Record<string, string>>): string =>
  `#/${page}?${new URLSearchParams(search).toString()}`;

export const accountLinks = {
  signInAgain: (accountId: string): string => at("logins", { account: accountId }),
  signIn: "#/logins",
  /** Those two pages find accounts by words. */
  quota: (name: string): string => at("quota", { q: name }),
  queue: (name: string): string => at("queue", { q: name }),
  inspection: "#/inspection",
  providers: "#/providers",
  requests: (accountId: string): string => at("monitoring", { account: accountId }),
  request: (requestId: string): string => at("monitoring", { request: requestId }),
} as const;
