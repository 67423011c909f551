// Files of the log folder as an earlier run has left them.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { transcriptName } from "../../src/domain/log-folder.ts";

/** To be called before the gateway starts; gives the id of the request that a transcript is of. */
export async function seedLogs(
  { dataDir }: { readonly dataDir: string },
  { lines, at }: { readonly lines: readonly object[]; readonly at: number },
): Promise<string> {
  const folder = join(dataDir, "logs");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const id = "req_failed0000000000";
  await writeFile(join(folder, "main.log"), lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  const name = transcriptName({ route: "POST /v1/responses", at, id, isError: true });
  await writeFile(join(folder, name), "=== asked ===\nhello\n=== answered ===\n502\n");
  return id;
}

/** One line a second, the last of them at `at`. */
export function logLines(at: number, count: number): readonly object[] {
  return Array.from({ length: count }, (_, index) => ({
    level: ["info", "warn", "error"][index % 3],
    time: new Date(at - (count - index - 1) * 1000).toISOString(),
    event: `event_${index}`,
    request_id: `req_line${String(index).padStart(10, "0")}`,
  }));
}
