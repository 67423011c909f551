// The schedule and the rights of inspections, as the dashboard changes them in config.yaml.

import type { ConfigDocument } from "../../config/config-document.ts";
import type { Config } from "../../config/schema.ts";
import { changeConfig, type ConfigChanged, edit } from "../config/change-config.ts";

type Settings = Config["inspection"];

const KEYS: { readonly [Name in keyof Settings]: string } = {
  everyMinutes: "every-minutes",
  at: "at",
  timeZone: "time-zone",
  workers: "workers",
  testRequests: "test-requests",
  pauseAtPercent: "pause-at-percent",
  automation: "automation",
};

/** All or nothing, in force when it resolves; what stays as it is is not touched. */
export function configureInspection(
  document: Pick<ConfigDocument, "edit" | "current">,
  wanted: Settings,
): Promise<ConfigChanged> {
  return changeConfig(document, () => {
    const before = document.current().inspection;
    const names = Object.keys(KEYS).filter((name): name is keyof Settings => name in KEYS);
    const changed = names.filter((name) => JSON.stringify(wanted[name]) !== JSON.stringify(before[name]));
    return edit(...changed.map((name) => ({ path: ["inspection", KEYS[name]], value: wanted[name] ?? undefined })));
  });
}
