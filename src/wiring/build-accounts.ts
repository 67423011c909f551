// The folder of auth files with everything it needs.

import { createAuthFileFolder, type AuthFileFolder } from "../logins/auth-file-folder.ts";
import { createFolderFiles } from "../platform/folder-files.ts";
import { sha256Hex } from "../platform/sha256.ts";
import { systemClock } from "../platform/system-clock.ts";
import type { Provider } from "../providers/provider.ts";
import type { UpstreamClient } from "../wire/upstream-call.ts";

export interface AccountsInput {
  readonly authDir: string;
  readonly providers: readonly Provider[];
  readonly client: UpstreamClient;
  log?(event: string, fields: Readonly<Record<string, string>>): void;
}

export function buildAuthFolder(input: AccountsInput): AuthFileFolder {
  const { authDir, providers, client, log } = input;
  return createAuthFileFolder({
    dir: authDir,
    forms: providers.map((provider) => provider.authFile),
    files: createFolderFiles({ clock: systemClock }),
    client,
    sha256: sha256Hex,
    clock: systemClock,
    ...(log === undefined ? {} : { log }),
  });
}
