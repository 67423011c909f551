// What came of a change of the configuration, in the contract's words.

import type { ConfigChanged } from "../../management/config/change-config.ts";
import { ManagementFault } from "./route.ts";

/** Throws ManagementFault where nothing was changed. `more`: members beside the status. */
export function changedAnswer(changed: ConfigChanged, more: object = {}): Response {
  switch (changed.kind) {
    case "changed":
      return Response.json({ status: "ok", ...more });
    case "not_found":
      throw new ManagementFault(404, changed.what);
    case "refused":
      throw new ManagementFault(400, changed.error, changed.message === null ? {} : { message: changed.message });
    case "not_written":
      throw new ManagementFault(500, `failed to save config: ${changed.reason}`);
  }
}
