// Tables of text: columns as wide as what stands in them, narrower step by step where the terminal is. A pipe has room for all.

import { displayWidth, padEnd, truncated } from "./display-width.ts";

export interface Column {
  /** The fullest first, shorter ones for narrow terminals after it. */
  readonly headers: readonly string[];
  /** Blanks before the header. */
  readonly headerIndent: number;
  /** Its width where there is room. */
  readonly usualWidth: number;
  /** It never gets narrower than this, or than its widest cell where that is narrower still. */
  readonly leastWidth: number;
  /** Blanks before a lone `-`. */
  readonly dashIndent: number;
}

/** What stands in a cell: the fullest form first, shorter ones after it. */
export type Cell = readonly string[];

export type Tone = "plain" | "active" | "failed" | "dim";

export type TableRow =
  | { readonly kind: "cells"; readonly cells: readonly Cell[]; readonly tone: Tone }
  /** Text across all columns: the head of a group, the name of a section. */
  | { readonly kind: "line"; readonly text: string; readonly tone: "dim" | "title" };

export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly TableRow[];
  /** Columns by index: which one gives way first, when there is too little room. */
  readonly shrinkOrder: readonly number[];
  /** Which one is left out first, when even that does not help. */
  readonly dropOrder: readonly number[];
}

export interface TableLine {
  readonly text: string;
  readonly tone: Tone | "title" | "header" | "rule";
}

const GAP = "  ";
const NOTHING = "-";
const MANY_FORMS = 2;

/** `width`: columns of the terminal; null where nothing is in the way. */
export function tableLines(table: Table, width: number | null): readonly TableLine[] {
  const shown = shownColumns(table, width);
  const header = joined(shown.map(({ column, width: room }) => fittingHeader(column, room)));
  const columnsWidth = totalWidth(shown.map((one) => one.width));
  return [
    { text: header, tone: "header" },
    // One short of the columns, as the contract's examples draw it.
    { text: NOTHING.repeat(columnsWidth - 1), tone: "rule" },
    ...table.rows.map((row): TableLine =>
      row.kind === "line"
        ? { text: width === null ? row.text : truncated(row.text, width), tone: row.tone }
        : { text: joined(shown.map((one) => fittingCell(one, row.cells[one.index] ?? []))), tone: row.tone },
    ),
  ];
}

interface ShownColumn {
  readonly index: number;
  readonly column: Column;
  readonly width: number;
}

function shownColumns(table: Table, width: number | null): readonly ShownColumn[] {
  let indexes = table.columns.map((_, index) => index);
  const measured = table.columns.map((column, index) => measure(column, cellsOf(table, index)));
  const least = (): number => totalWidth(indexes.map((index) => measured[index]?.least ?? 0));
  for (const index of table.dropOrder) {
    if (width === null || least() <= width) break;
    indexes = indexes.filter((other) => other !== index);
  }
  const widths = shrunk(table, measured, { indexes, width });
  return indexes.flatMap((index) => {
    const column = table.columns[index];
    return column === undefined ? [] : [{ index, column, width: widths.get(index) ?? 0 }];
  });
}

interface Measured {
  /** With the full header and room to breathe. */
  readonly usual: number;
  /** What the cells take in their fullest forms. */
  readonly content: number;
  /** The same, with cells that have many forms in their second. */
  readonly shorter: number;
  readonly least: number;
}

function measure(column: Column, cells: readonly Cell[]): Measured {
  const content = widest(cells.map((cell) => cell[0] ?? ""));
  const header = column.headerIndent + displayWidth(column.headers[0] ?? "");
  const shortHeader = displayWidth(column.headers.at(-1) ?? "");
  return {
    usual: Math.max(column.usualWidth, header, content),
    content: Math.max(content, shortHeader),
    shorter: Math.max(widest(cells.map((cell) => (cell.length > MANY_FORMS ? cell[1] : cell[0]) ?? "")), shortHeader),
    least: Math.min(column.leastWidth, Math.max(1, content)),
  };
}

/**
 * First what is only there to breathe goes, from the last column on; then what the eye misses least, the time of a day far
 * off; then the columns give way in their order.
 */
function shrunk(
  { shrinkOrder }: Table,
  measured: readonly Measured[],
  { indexes, width }: { readonly indexes: readonly number[]; readonly width: number | null },
): ReadonlyMap<number, number> {
  const widths = new Map(indexes.map((index) => [index, measured[index]?.usual ?? 0]));
  if (width === null) return widths;
  const shrink = (index: number, to: number): void => {
    const now = widths.get(index);
    const tooMuch = totalWidth([...widths.values()]) - width;
    if (now !== undefined && tooMuch > 0) widths.set(index, Math.max(Math.min(to, now), now - tooMuch));
  };
  for (const index of indexes.toReversed()) shrink(index, measured[index]?.content ?? 0);
  for (const index of indexes) shrink(index, measured[index]?.shorter ?? 0);
  for (const index of shrinkOrder) shrink(index, measured[index]?.least ?? 0);
  return widths;
}

function fittingHeader({ headers, headerIndent }: Column, width: number): string {
  const fitting = headers.find((header) => displayWidth(header) <= width) ?? headers.at(-1) ?? "";
  const indent = Math.max(0, Math.min(headerIndent, width - displayWidth(fitting)));
  return padEnd(truncated(" ".repeat(indent) + fitting, width), width);
}

function fittingCell({ column, width }: ShownColumn, cell: Cell): string {
  const fitting = cell.find((form) => displayWidth(form) <= width) ?? truncated(cell.at(-1) ?? "", width);
  if (fitting !== NOTHING) return padEnd(fitting, width);
  return padEnd(" ".repeat(Math.min(column.dashIndent, width >> 1)).slice(0, width - 1) + NOTHING, width);
}

function cellsOf({ rows }: Table, index: number): readonly Cell[] {
  return rows.flatMap((row) => (row.kind === "cells" ? [row.cells[index] ?? []] : []));
}

function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, displayWidth(text)), 0);
}

function totalWidth(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) + GAP.length * Math.max(0, widths.length - 1);
}

function joined(cells: readonly string[]): string {
  return cells.join(GAP).trimEnd();
}
