// `switchyard dashboard reset-password`, with or without a running server: both look at the same database.

import { CliFailure, type PasswordResetOptions, type PasswordResetReport } from "../cli/deps.ts";
import { resetPassword } from "../management/sign-in/reset-password.ts";
import { passwords } from "../platform/passwords.ts";
import { systemClock } from "../platform/system-clock.ts";
import { systemIds } from "../platform/system-ids.ts";
import { createLog } from "../telemetry/log.ts";
import { createAuditor } from "./auditor.ts";
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
    const log = createLog({ debug: false, clock: systemClock });
    await createAuditor(
      store,
      log,
    )({
      action: "password.reset",
      actor: "command_line",
      address: null,
      subject: null,
      detail: done.isTotpRemoved ? "with TOTP disabled" : null,
    });
    log.flush();
    return { password: options.password === null ? password : null, isTotpDisabled: done.isTotpRemoved };
  } finally {
    opened.document.close();
    await store.close();
  }
}
