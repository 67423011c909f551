// What a client is given for one run: a home of its own, with a file whose content nobody can know without reading it.

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface ClientHome extends AsyncDisposable {
  /** Its home and its working folder. */
  readonly dir: string;
  readonly env: Readonly<Record<string, string>>;
  /** What stands in `proof.txt`, and so what the model says at the end of a tool loop. */
  readonly proof: string;
  write(path: string, text: string): Promise<void>;
}

/** Whoever runs this and tells what came out has gone through the whole tool loop. */
export const PROVE = "run: cat proof.txt";

export async function createClientHome(): Promise<ClientHome> {
  const dir = await mkdtemp(join(tmpdir(), "switchyard-client-"));
  const proof = `proof-${crypto.randomUUID()}`;
  const write = async (path: string, text: string): Promise<void> => {
    const file = join(dir, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  };
  await write("proof.txt", `${proof}\n`);
  const { PATH = "/usr/bin:/bin" } = process.env;
  return {
    dir,
    env: { PATH, HOME: dir, TMPDIR: dir, NO_COLOR: "1", DO_NOT_TRACK: "1" },
    proof,
    write,
    // A client may still be writing its session files away as it exits.
    [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true, maxRetries: 3 }),
  };
}
