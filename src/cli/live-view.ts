// One picture of the live list: a status line, the table's head, as many rows as there is room for, and what the keys do.

import { accountTable } from "./account-table.ts";
import { truncated } from "./display-width.ts";
import type { Listing } from "./look-at-accounts.ts";
import { painted } from "./paint-table.ts";
import type { Printer } from "./print.ts";
import { tableLines } from "./table.ts";

export interface LiveView {
  readonly listing: Listing;
  /** The first row shown, from 0; clamped to what there is. */
  readonly top: number;
  /** What goes on: `Refresh in 42s`. */
  readonly status: string;
  readonly error: string | null;
}

export interface Picture {
  readonly lines: readonly string[];
  /** As it could be had. */
  readonly top: number;
  /** How many rows are seen at once. */
  readonly height: number;
}

const TITLE = "Accounts";
const KEYS = "q quit  r refresh  ↑↓ PgUp PgDn scroll";
/** Title, the table's header and its rule, keys. */
const AROUND = 4;

export function liveView(
  view: LiveView,
  size: { readonly columns: number; readonly rows: number },
  printer: Printer,
): Picture {
  const { columns } = size;
  const { listing, error } = view;
  const [header, rule, ...rows] = tableLines(accountTable(listing), columns);
  const height = Math.max(1, size.rows - AROUND);
  const top = Math.max(0, Math.min(view.top, rows.length - height));
  const seen = rows.slice(top, top + height);
  const status = truncated(`${TITLE} | ${view.status}${error === null ? "" : ` | Error: ${error}`}`, columns);
  const place = rows.length > height ? `  ${top + 1}-${top + seen.length} of ${rows.length}` : "";
  const lines = [
    error === null ? printer.cyan(status) : printer.red(status),
    ...[header, rule, ...seen].flatMap((line) => (line === undefined ? [] : [painted(line, printer)])),
  ];
  const empty = Array.from({ length: Math.max(0, size.rows - 1 - lines.length) }, () => "");
  return {
    lines: [...lines, ...empty, printer.dim(truncated(KEYS + place, columns))].slice(0, size.rows),
    top,
    height,
  };
}
