// Takes an account whose key stands in config.yaml out of service and back, as panels do: by excluding all of its models.

import type { ConfigDocument, ConfigInForce } from "../../config/config-document.ts";
import { placesOf, shutting, waking } from "../accounts/key-places.ts";
import { changeConfig, type ConfigChanged, type ConfigPlan, edit, NOT_FOUND } from "../config/change-config.ts";
import type { AuthIndexes } from "./upstream-lists.ts";

export interface KeySwitch {
  readonly authIndex: string;
  readonly disabled: boolean;
}

/**
 * The keys of one compatible upstream are switched off together. What is switched on serves, however it was taken out of
 * service: a pause over /api is one of its key alone.
 */
export function switchKey(
  document: ConfigDocument,
  authIndexes: AuthIndexes,
  asked: KeySwitch,
): Promise<ConfigChanged> {
  return changeConfig(document, (now) => planSwitch(now, authIndexes, asked));
}

function planSwitch(now: ConfigInForce, authIndexes: AuthIndexes, { authIndex, disabled }: KeySwitch): ConfigPlan {
  // Of keys that stand there twice the first counts.
  const [place] = placesOf(now, authIndexes, authIndex);
  if (place === undefined) return NOT_FOUND;
  return edit(...(disabled ? [shutting(now, place)] : waking(now, place)));
}
