// A peer's server in a scratch folder with its configuration, tied to the core of what is measured.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { onCore } from "../support/cores.ts";
import { freePort, type Program, startServer } from "../support/processes.ts";

export interface ScratchServer {
  readonly name: string;
  readonly readyPath: string;
  /** Texts by file name. */
  files?(port: number, folder: string): Readonly<Record<string, string>>;
  command(port: number, folder: string): readonly string[];
  env?(port: number, folder: string): Readonly<Record<string, string>>;
}

/** Starts it on a free port; the folder goes when it stops. */
export async function startScratchServer(server: ScratchServer): Promise<Program> {
  const folder = mkdtempSync(join(tmpdir(), `switchyard-bench-${server.name}-`));
  const port = freePort();
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  for (const [name, text] of Object.entries(server.files?.(port, folder) ?? {}))
    writeFileSync(join(folder, name), text);
  try {
    const program = await startServer({
      command: onCore("measured", server.command(port, folder)),
      port,
      readyPath: server.readyPath,
      cwd: folder,
      // HOME: nothing of it ends up in the home of whoever runs this.
      env: { HOME: folder, ...server.env?.(port, folder) },
    });
    return {
      ...program,
      async stop() {
        await program.stop();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}
