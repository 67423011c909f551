// Tables as docs/benchmarks.md has them.

/** A Markdown table; the first column is text, the others are set to the right. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(...[title, ...rows.map((row) => row[column] ?? "")].map(width), 3),
  );
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((size, column) => padded(cells[column] ?? "", size, column > 0)).join(" | ")} |`;
  const rule = widths.map((size, column) => (column === 0 ? "-".repeat(size) : `${"-".repeat(size - 1)}:`));
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}

/** A figure with as many digits as it is worth: three, and none after the point from a hundred on. "–" for none. */
export function figure(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  return value.toFixed(size >= 99.5 ? 0 : size >= 9.95 ? 1 : 2);
}

function padded(cell: string, size: number, toTheRight: boolean): string {
  const space = " ".repeat(size - width(cell));
  return toTheRight ? space + cell : cell + space;
}

function width(text: string): number {
  return Bun.stringWidth(text);
}
