// Asking for the names of workspaces, bound to the wire and the tokens.

import type { Account } from "../domain/account.ts";
import type { AuthFileShelf } from "../domain/auth-file-shelf.ts";
import { nameWorkspaces, type WorkspaceAccount } from "../management/accounts/name-workspaces.ts";
import type { Provider } from "../providers/provider.ts";
import type { UpstreamClient } from "../wire/upstream-call.ts";

interface WorkspaceParts {
  readonly client: UpstreamClient;
  readonly providers: readonly Provider[];
  readonly shelf: AuthFileShelf;
}

const TIMEOUTS = { connectMs: 3000, firstByteMs: 3000, idleMs: 3000 } as const;

export function nameWorkspacesNow(parts: WorkspaceParts, accounts: readonly WorkspaceAccount[]): Promise<number> {
  const { shelf } = parts;
  return nameWorkspaces({ shelf, ask: (account) => ask(account, parts).catch(() => null) }, accounts);
}

/** With the token as it is: quotas have been asked for just before, and a token that was due is fresh. */
async function ask(
  account: Account,
  { client, providers }: WorkspaceParts,
): Promise<ReadonlyMap<string, string | null> | null> {
  const provider = providers.find(({ id }) => id === account.provider);
  const call = provider?.workspacesCall?.(account) ?? null;
  if (call === null) return null;
  const answer = await client.send(call, { signal: new AbortController().signal, timeouts: TIMEOUTS });
  if (answer.kind === "failed") return null;
  const body = Buffer.from(await answer.body.rest()).toString();
  return answer.status === 200 ? (provider?.readWorkspaces?.(JSON.parse(body)) ?? null) : null;
}
