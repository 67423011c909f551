// `switchyard dashboard reset-password`, with or without a running server: both look at the same database.

import { CliFailure, type PasswordResetOptions, type PasswordResetReport } from "../cli/deps.ts";
import { resetPassword } from "../management/sign-in/reset-password.ts";
import { passwords } from "../platform/passwords.ts";
import { systemIds } from "../platform/system-ids.ts";
import { auditCommand } from "./command-auditor.ts";
import { openConfig } from "./open-config.ts";
import { openDatabase } from "./open-database.ts";

/** Throws CliFailure. */
export async function resetDashboardPassword(options: PasswordResetOptions): Promise<PasswordResetReport> {
  const opened = await openConfig(options, false);
  const { store } = await openDatabase(options, opened);
  try {
    const password = options.password ?? systemIds.token("sy");
    const { credentials } = store;
    const done = await resetPassword(
      { password, withoutTotp: options.disableTotp },
      { credentials, passwords, ids: systemIds },
    );
    if (done.kind === "refused")
      throw new CliFailure(done.reason, "choose another password, or leave --stdin away to get one");
    const detail = done.isTotpRemoved ? "with TOTP disabled" : null;
    await auditCommand({ action: "password.reset", subject: null, detail }, async () => store);
    return { password: options.password === null ? password : null, isTotpDisabled: done.isTotpRemoved };
  } finally {
    opened.document.close();
    await store.close();
  }
}
