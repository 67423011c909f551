// Which version of another program is installed here, in its own words.

import type { Clock } from "../domain/ports.ts";

const PATIENCE_MS = 5000;

/** null where there is no such program; its version null where it does not say one in time. */
export async function programVersion(
  name: string,
  { clock }: { readonly clock: Clock },
): Promise<{ readonly path: string; readonly version: string | null } | null> {
  const path = Bun.which(name);
  if (path === null) return null;
  try {
    const child = Bun.spawn([path, "--version"], { stdin: "ignore", stdout: "pipe", stderr: "ignore" });
    const cancel = clock.after(PATIENCE_MS, () => child.kill("SIGKILL"));
    const said = await new Response(child.stdout).text();
    await child.exited;
    cancel();
    return { path, version: /\d+\.\d+[\w.+-]*/.exec(said)?.[0] ?? null };
  } catch {
    return { path, version: null };
  }
}
