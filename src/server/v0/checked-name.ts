// The name of an auth file as it came with a call.

import { checkAuthFileName } from "../../management/auth-files/auth-file-name.ts";
import { ManagementFault } from "./route.ts";

/** Throws ManagementFault 400. */
export function checked(name: string): string {
  const found = checkAuthFileName(name);
  if (found.kind === "refused") throw new ManagementFault(400, found.reason);
  return found.fileName;
}
