// The doctor among the tools of this computer. It only looks: nothing is taken over, nothing written.

import { homedir } from "node:os";

import type { Account } from "../domain/account.ts";
import { accountLabel } from "../logins/account-label.ts";
import { matchLogin } from "../logins/tools/match-login.ts";
import type { ToolHome } from "../logins/tools/tool-home.ts";
import { toolHomes } from "../logins/tools/tool-homes.ts";
import { CLIENT_IDS, CLIENT_TITLES } from "../management/connect/client-settings.ts";
import { addressesOf } from "../management/connect/connect-client.ts";
import type { ClientFacts, ToolFacts } from "../management/doctor/facts.ts";
import { sha256Hex } from "../platform/sha256.ts";
import { systemClock } from "../platform/system-clock.ts";
import { createToolFiles } from "../platform/tool-files.ts";
import type { Provider } from "../providers/provider.ts";
import type { UpstreamClient } from "../wire/upstream-call.ts";
import { answersAt } from "./doctor-network.ts";

const files = () => createToolFiles({ clock: systemClock });

export async function toolFacts(
  accounts: readonly Account[],
  providers: readonly Provider[],
): Promise<readonly ToolFacts[]> {
  const homes = toolHomes({ env: process.env, platform: process.platform, files: files() });
  return Promise.all(
    homes.map(async (home) => ({
      title: home.title,
      file: home.file,
      state: await stateOf(home, accounts, providers),
    })),
  );
}

async function stateOf(
  home: ToolHome,
  accounts: readonly Account[],
  providers: readonly Provider[],
): Promise<ToolFacts["state"]> {
  const login = await home.read();
  const form = providers.find(({ id }) => id === home.provider)?.authFile;
  if (login.kind === "none" || form === undefined) return { kind: "signed-out" };
  if (login.kind !== "login") return { kind: "unreadable", reason: login.reason };
  const holder = matchLogin(login, { home, form, accounts, sha256: sha256Hex });
  if (holder.kind === "broken") return { kind: "unreadable", reason: `${home.file}: ${holder.reason}` };
  if (holder.kind === "unknown") return { kind: "signed-in", account: null, isLent: false };
  const { ours } = holder;
  const isLent = home.refreshTokenWorksOnce && ours.credentials.kind === "oauth";
  return { kind: "signed-in", account: accountLabel(ours, sha256Hex), isLent };
}

/** Clients that are pointed at a gateway, ours or another. What cannot be read is the client's to complain about. */
export async function clientFacts(client: UpstreamClient): Promise<readonly ClientFacts[]> {
  const { env } = process;
  const homeDir = (env["HOME"] ?? "") === "" ? null : homedir();
  const deps = { files: files(), place: { env, homeDir, projectDir: null } };
  const all = CLIENT_IDS.map(async (id) => {
    const found = await addressesOf(id, deps).catch(() => []);
    return Promise.all(
      found.map(async ({ path, url }) => ({
        client: id,
        title: CLIENT_TITLES[id],
        file: path,
        url,
        answers: await answersAt(url, client),
      })),
    );
  });
  return (await Promise.all(all)).flat();
}
