// A disk that is full or may not be written: told to the caller in the contract's words, with the system's code.

import { ManagementFault } from "./route.ts";

/** Rejects with ManagementFault 500 `failed to <what>: <code>` where the file system refuses. */
export async function orFileFault<Result>(what: string, task: Promise<Result>): Promise<Result> {
  try {
    return await task;
  } catch (error) {
    const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
    if (code === null) throw error;
    throw new ManagementFault(500, `failed to ${what}: ${code}`);
  }
}
