// The tools on this computer, with the files, processes and upstreams that they are about.

import { join } from "node:path";

import type { Account } from "../domain/account.ts";
import type { AuthFileFolder } from "../logins/auth-file-folder.ts";
import { createToolBackups } from "../logins/tools/tool-backups.ts";
import { createToolRegister } from "../logins/tools/tool-register.ts";
import { createTools, type Tools } from "../logins/tools/tools.ts";
import { createProcesses } from "../platform/processes.ts";
import { sha256Hex } from "../platform/sha256.ts";
import { systemClock } from "../platform/system-clock.ts";
import { systemIds } from "../platform/system-ids.ts";
import { createToolFiles } from "../platform/tool-files.ts";
import type { Provider } from "../providers/provider.ts";
import type { UpstreamClient } from "../wire/upstream-call.ts";

export interface ToolsInput {
  readonly dataDir: string;
  readonly folder: AuthFileFolder;
  readonly providers: readonly Provider[];
  readonly client: UpstreamClient;
  /** Keys of config.yaml; absent: nobody is going to switch to one. */
  inConfig?(): readonly Account[];
}

export function buildTools({ dataDir, folder, providers, client, inConfig }: ToolsInput): Tools {
  const files = createToolFiles({ clock: systemClock });
  return createTools({
    place: { env: process.env, platform: process.platform, files },
    register: createToolRegister(join(dataDir, "tools.json"), files),
    backups: createToolBackups(join(dataDir, "tool-backups"), { files, clock: systemClock }),
    processes: createProcesses(),
    forms: new Map(providers.map(({ id, authFile }) => [id, authFile])),
    folder,
    sha256: sha256Hex,
    clock: systemClock,
    asking: { client, clock: systemClock },
    holder: systemIds.token("tools"),
    accounts: async () => [...(await folder.load()).accounts, ...(inConfig?.() ?? [])],
  });
}
