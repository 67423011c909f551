// The address of another feature's page, for links: a feature knows where others are, and nothing else of them.

/** e.g. `addressOf("/logins", { account: "acc_1" })` -> `#/logins?account=acc_1`; what is undefined is left out. */
export function addressOf(path: string, search: Readonly<Record<string, string | undefined>> = {}): string {
  const given = Object.entries(search).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const query = new URLSearchParams(given).toString();
  return `#${path}${query === "" ? "" : `?${query}`}`;
}
