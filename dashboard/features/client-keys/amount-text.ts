// An amount of a limit with its unit.

import type { LimitKind } from "../../../src/domain/key-limit.ts";
import { compactNumber, usdText, wholeNumber } from "../../lib/format.ts";

const LARGE = 100_000;

export function amountText(kind: LimitKind, amount: number): string {
  if (kind === "cost_usd") return usdText(amount);
  return amount >= LARGE ? compactNumber(amount) : wholeNumber(amount);
}
