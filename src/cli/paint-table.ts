// A table's lines in the colours of a terminal.

import type { Printer } from "./print.ts";
import type { TableLine } from "./table.ts";

export function painted({ text, tone }: TableLine, printer: Printer): string {
  switch (tone) {
    case "header":
    case "title":
      return printer.cyan(text);
    case "rule":
    case "dim":
      return printer.dim(text);
    case "active":
      return printer.green(text);
    case "failed":
      return printer.red(text);
    case "plain":
      return text;
  }
}
