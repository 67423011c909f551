// What a cell looks like. Stripes tell apart what colours alone would not.

import type { Text } from "../../lib/i18n.ts";
import type { HealthTone } from "./health-cells.ts";
import { TEXT } from "./messages.ts";

const STRIPES =
  "bg-[repeating-linear-gradient(45deg,var(--bad)_0_2px,color-mix(in_oklch,var(--bad)_55%,var(--surface))_2px_4px)]";

export const HEALTH_LOOKS: Readonly<Record<HealthTone, { readonly className: string; readonly text: Text }>> = {
  none: { className: "bg-sunken ring-1 ring-line ring-inset", text: TEXT.legendQuiet },
  good: { className: "bg-good/50", text: TEXT.legendGood },
  some: { className: "bg-warn/75", text: TEXT.legendSome },
  most: { className: STRIPES, text: TEXT.legendMost },
};
