// What was filled in for many accounts, as what is asked for them.

import type { AccountFields, Wish } from "./wishes.ts";

export interface ManyChanges {
  readonly priorityMode: "keep" | "set" | "clear";
  readonly priority: string;
  readonly noteMode: "keep" | "set" | "append" | "clear";
  readonly note: string;
  readonly projectMode: "keep" | "set" | "clear";
  readonly project: string;
}

export const NO_CHANGES: ManyChanges = {
  priorityMode: "keep",
  priority: "0",
  noteMode: "keep",
  note: "",
  projectMode: "keep",
  project: "",
};

/** Nothing to do gives none. */
export function wishesFor(changes: ManyChanges): readonly Wish[] {
  const { priorityMode, priority, noteMode, note, projectMode, project } = changes;
  const fields: AccountFields = {
    ...(priorityMode === "keep" ? {} : { priority: priorityMode === "set" ? Number(priority) : null }),
    ...(noteMode === "set" ? { note: note.trim() } : noteMode === "clear" ? { note: null } : {}),
    ...(projectMode === "keep" ? {} : { project_id: projectMode === "set" ? project.trim() : null }),
  };
  return [
    ...(Object.keys(fields).length === 0 ? [] : [{ action: "edit", fields } as const]),
    ...(noteMode === "append" ? [{ action: "append_note", note: note.trim() } as const] : []),
  ];
}
