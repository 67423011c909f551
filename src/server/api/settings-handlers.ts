// GET and PUT /api/settings (seed settings-api).

import { getSettings, putSettings } from "../../../contract/settings.ts";
import type { ConfigDocument } from "../../config/config-document.ts";
import { changeSettings, dashboardSettings } from "../../management/settings/dashboard-settings.ts";
import type { Api } from "./api-app.ts";
import { ApiFault } from "./api-fault.ts";

export interface SettingsHandlersDeps {
  readonly document: Pick<ConfigDocument, "current" | "edit">;
  isTotpConfigured(): Promise<boolean>;
}

export function serveSettings({ serve }: Api, { document, isTotpConfigured }: SettingsHandlersDeps): void {
  const view = async () => {
    const settings = dashboardSettings(document.current());
    return {
      sticky_threads_enabled: settings.stickyThreads,
      prefer_earlier_reset_accounts: settings.preferEarlierReset,
      routing_strategy: settings.strategy,
      import_without_overwrite: settings.importWithoutOverwrite,
      totp_required_on_login: settings.totpRequiredOnLogin,
      totp_configured: await isTotpConfigured(),
      api_key_auth_enabled: settings.apiKeyAuth,
    };
  };

  serve(getSettings, async (context) => context.json(await view(), 200));

  serve(putSettings, async (context) => {
    const wanted = context.req.valid("json");
    const totpConfigured = await isTotpConfigured();
    if ((wanted.totp_configured ?? totpConfigured) !== totpConfigured) {
      throw new ApiFault(
        "validation_error",
        "totp_configured: follows from setting TOTP up, it cannot be changed here",
      );
    }
    const changed = await changeSettings(
      {
        stickyThreads: wanted.sticky_threads_enabled,
        preferEarlierReset: wanted.prefer_earlier_reset_accounts,
        strategy: wanted.routing_strategy,
        importWithoutOverwrite: wanted.import_without_overwrite,
        totpRequiredOnLogin: wanted.totp_required_on_login,
        apiKeyAuth: wanted.api_key_auth_enabled,
      },
      { document, isTotpConfigured: totpConfigured },
    );
    if (changed.kind === "totp_missing") {
      throw new ApiFault("invalid_totp_config", "Set up TOTP before requiring it on login");
    }
    if (changed.kind === "not_written") {
      throw new ApiFault("config_not_written", `config.yaml could not be changed: ${changed.reason}`);
    }
    context.set("auditDetail", changed.names.join(", "));
    return context.json(await view(), 200);
  });
}
