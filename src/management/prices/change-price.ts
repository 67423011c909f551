// One model's price as the operator knows it: written into config.yaml, or taken out of it so that the built-in one counts.

import type { ConfigDocument } from "../../config/config-document.ts";
import type { ModelPrice } from "../../domain/price.ts";
import { changeConfig, type ConfigChanged, edit, NOT_FOUND } from "../config/change-config.ts";

export interface PriceChange {
  /** A model's name, or the beginning of names with * after it. */
  readonly model: string;
  /** USD per million tokens; null takes the operator's price back. */
  readonly price: ModelPrice | null;
}

export function changePrice(
  { model, price }: PriceChange,
  document: Pick<ConfigDocument, "edit">,
): Promise<ConfigChanged> {
  return changeConfig(document, ({ config }) => {
    const path = ["prices", model];
    if (price === null) return config.prices.has(model) ? edit({ path, value: undefined }) : NOT_FOUND;
    const { input, cachedInput, output, cacheWrite } = price;
    const rows = { input, "cached-input": cachedInput, output };
    return edit({ path, value: cacheWrite === undefined ? rows : { ...rows, "cache-write": cacheWrite } });
  });
}
