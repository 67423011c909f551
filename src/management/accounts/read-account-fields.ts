// The operator's fields of an account as the accounts API says them, as changes of its file.

import { type FieldChanges, readFieldChanges } from "../auth-files/field-changes.ts";

export type ReadAccountFields =
  | { readonly kind: "changes"; readonly changes: FieldChanges }
  | { readonly kind: "refused"; readonly reason: string };

/** What emptiness is for each field that null takes back. */
const EMPTY: Readonly<Record<string, unknown>> = {
  alias: "",
  note: "",
  prefix: "",
  proxy_url: "",
  base_url: "",
  project_id: "",
  excluded_models: [],
  model_aliases: [],
};

/** In the file the alias is called `label`, as other programs call it. */
export function readAccountFields(fields: Readonly<Record<string, unknown>>): ReadAccountFields {
  const said = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name === "alias" ? "label" : name, value ?? EMPTY[name] ?? null] as const);
  const read = readFieldChanges(Object.fromEntries(said));
  return read.kind === "refused" ? read : { kind: "changes", changes: read.changes };
}
