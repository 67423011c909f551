// /api/config: config.yaml as a whole.

import type { z } from "zod";

import { checkConfig, getConfig, patchConfig, putConfig } from "../../../contract/config.ts";
import {
  changeConfigKeys,
  checkConfigText,
  type ConfigWritten,
  readWholeConfig,
  replaceWholeConfig,
  type WholeConfigDeps,
} from "../../management/config/whole-config.ts";
import type { Api } from "./api-app.ts";
import type { ApiContext } from "./api-env.ts";
import { ApiFault } from "./api-fault.ts";

type ConfigView = z.output<(typeof getConfig)["responses"][200]["content"]["application/json"]["schema"]>;

export function serveConfig({ serve }: Api, deps: WholeConfigDeps): void {
  serve(getConfig, async (context) => context.json(await configView(deps), 200));

  serve(putConfig, async (context) => {
    const { text, revision = null } = context.req.valid("json");
    tell(context, await replaceWholeConfig({ text, revision }, deps));
    return context.json(await configView(deps), 200);
  });

  serve(patchConfig, async (context) => {
    tell(context, await changeConfigKeys(context.req.valid("json").values, deps));
    return context.json(await configView(deps), 200);
  });

  serve(checkConfig, (context) => {
    const check = checkConfigText(context.req.valid("json").text, deps.document);
    return context.json(
      {
        valid: check.problems.length === 0,
        problems: [...check.problems],
        warnings: [...check.warnings],
        changed: [...check.changed],
        needs_restart: [...check.needsRestart],
      },
      200,
    );
  });
}

async function configView(deps: WholeConfigDeps): Promise<ConfigView> {
  const whole = await readWholeConfig(deps);
  return {
    text: whole.text,
    revision: whole.revision,
    values: whole.values,
    keys: whole.keys.map(({ path, description, group, defaultValue, restart, secret }) => ({
      key: path,
      description,
      group,
      default: defaultValue ?? null,
      needs_restart: restart,
      secret,
    })),
    problems: [...whole.problems],
    warnings: [...whole.warnings],
    needs_restart: [...whole.needsRestart],
  };
}

/** Throws where nothing was written. */
function tell(context: ApiContext, written: ConfigWritten): void {
  switch (written.kind) {
    case "written":
      context.set("auditDetail", written.changed.join(", "));
      return;
    case "invalid":
      throw new ApiFault("validation_error", written.problems.map(({ message }) => message).join("; "));
    case "changed_meanwhile":
      throw new ApiFault("config_changed_meanwhile", "config.yaml has changed since it was read: read it again");
    case "not_written":
      throw new ApiFault("config_not_written", `config.yaml could not be written: ${written.reason}`);
  }
}
