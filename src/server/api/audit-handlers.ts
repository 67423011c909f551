// GET /api/audit: what was done by whom, a page at a time.

import { listAudit } from "../../../contract/audit.ts";
import type { AuditPlace, AuditTrail } from "../../domain/audit.ts";
import type { Api } from "./api-app.ts";
import { ApiFault } from "./api-fault.ts";

export function serveAudit({ serve }: Api, audit: Pick<AuditTrail, "list">): void {
  serve(listAudit, async (context) => {
    const { limit, cursor, from, to, ...filter } = context.req.valid("query");
    const after = cursor === undefined ? null : placeOf(cursor);
    const times = { from: epochMs(from), to: epochMs(to) };
    // One more than is shown says whether there is another page.
    const found = await audit.list({ ...filter, ...times }, { limit: limit + 1, after });
    const shown = found.slice(0, limit);
    const last = shown.at(-1);
    return context.json(
      {
        entries: shown.map((entry) => ({ ...entry, at: new Date(entry.at).toISOString() })),
        next_cursor: found.length > limit && last !== undefined ? cursorOf(last) : null,
      },
      200,
    );
  });
}

function epochMs(instant: string | undefined): number | undefined {
  return instant === undefined ? undefined : Date.parse(instant);
}

function cursorOf({ at, id }: AuditPlace): string {
  return Buffer.from(`${at} ${id}`).toString("base64url");
}

function placeOf(cursor: string): AuditPlace {
  const [at = "", id = ""] = Buffer.from(cursor, "base64url").toString().split(" ");
  if (!/^\d+$/.test(at) || id === "") throw new ApiFault("validation_error", "cursor: is none of this call's");
  return { at: Number(at), id };
}
