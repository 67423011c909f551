// Takes an account whose key stands in config.yaml out of service and back, as panels do: by excluding all of its models.

import type { ConfigDocument, ConfigInForce } from "../../config/config-document.ts";
import { changeConfig, type ConfigChanged, type ConfigPlan, edit, NOT_FOUND } from "../config/change-config.ts";
import { isEntry, rawList } from "./raw-list.ts";
import type { AuthIndexes } from "./upstream-lists.ts";

export interface KeySwitch {
  readonly authIndex: string;
  readonly disabled: boolean;
}

/** The pattern that stands for every model. */
export const EVERY_MODEL = "*";

/** The keys of one compatible upstream are switched together: they share their models. */
export function switchKey(
  document: ConfigDocument,
  authIndexes: AuthIndexes,
  asked: KeySwitch,
): Promise<ConfigChanged> {
  return changeConfig(document, (now) => planSwitch(now, authIndexes, asked));
}

function planSwitch(now: ConfigInForce, authIndexes: AuthIndexes, { authIndex, disabled }: KeySwitch): ConfigPlan {
  for (const [name, entries] of authIndexes(now.config)) {
    const index = entries.findIndex((keys) => keys.includes(authIndex));
    if (index < 0) continue;
    const entry = rawList(now, name)[index];
    const said = isEntry(entry) ? entry["excluded-models"] : undefined;
    const others: readonly unknown[] = Array.isArray(said) ? said.filter((pattern) => pattern !== EVERY_MODEL) : [];
    const excluded = disabled ? [...others, EVERY_MODEL] : others;
    const isShut = isEntry(entry) && entry["disabled"] === true;
    return edit(
      { path: [name, index, "excluded-models"], value: excluded.length === 0 ? undefined : excluded },
      ...(isShut && !disabled ? [{ path: [name, index, "disabled"], value: undefined }] : []),
    );
  }
  return NOT_FOUND;
}
