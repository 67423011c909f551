// Which columns the reader wants to see, on this computer.

import { useState } from "react";

import { COLUMN_IDS, type ColumnId, USUAL_COLUMNS } from "./request-columns.tsx";

const KEY = "switchyard.request-columns";

export function useColumns(): readonly [readonly ColumnId[], (columns: readonly ColumnId[]) => void] {
  const [columns, setColumns] = useState(readStored);
  return [
    columns,
    (next) => {
      const inOrder = COLUMN_IDS.filter((id) => next.includes(id));
      setColumns(inOrder);
      try {
        localStorage.setItem(KEY, inOrder.join(" "));
      } catch {
        // Kept for this page alone then.
      }
    },
  ];
}

function readStored(): readonly ColumnId[] {
  try {
    const stored = localStorage.getItem(KEY)?.split(" ");
    return stored === undefined ? USUAL_COLUMNS : COLUMN_IDS.filter((id) => stored.includes(id));
  } catch {
    return USUAL_COLUMNS;
  }
}
