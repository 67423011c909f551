// `tools.json` in the data folder: which homes of tools we know, and what we saw and did there. It holds no secret, and
// everything in it but the way back is found out again where it is lost.

import { z } from "zod";

import type { ToolFiles, ToolId } from "./tool-home.ts";

const process = z.object({ pid: z.number(), startedAt: z.string() });

const record = z.object({
  tool: z.enum(["codex", "claude", "gemini"]),
  /** The login file. */
  file: z.string(),
  /** Whose login stood there at the last look. */
  account_id: z.string().nullable().default(null),
  /** Whose stood there before the last switch. */
  previous_account_id: z.string().nullable().default(null),
  /** Epoch ms of the last switch. */
  switched_at: z.number().nullable().default(null),
  shared: z.object({ print: z.string(), at: z.number() }).nullable().default(null),
  /** Logins that were taken out of the home while processes of the tool ran: those have them still. */
  left: z.array(z.object({ account_id: z.string(), print: z.string(), processes: z.array(process) })).default([]),
});

const document = z.object({ version: z.literal(1), homes: z.array(record) });

export type HomeRecord = z.infer<typeof record>;
export type HomeKey = Pick<HomeRecord, "tool" | "file">;

export interface ToolRegister {
  readonly path: string;
  /** Empty where there is no register, or none that can be read. */
  read(): Promise<readonly HomeRecord[]>;
  /** Changes a home's record, which is made where there is none. Rejects with ToolRegisterForeign. */
  update(home: HomeKey, change: ChangeRecord): Promise<void>;
  /** Runs the task while no other process of ours changes the register; it may change the home's record itself. */
  exclusively<Result>(
    home: HomeKey,
    task: (change: (by: ChangeRecord) => Promise<void>) => Promise<Result>,
  ): Promise<Result>;
}

type ChangeRecord = (record: HomeRecord) => HomeRecord;

/** A newer version wrote it, or somebody else: it is left as it is. */
export class ToolRegisterForeign extends Error {
  constructor(path: string) {
    super(`${path} is not understood: a newer version of switchyard wrote it, or it is damaged`);
    this.name = "ToolRegisterForeign";
  }
}

export function createToolRegister(
  path: string,
  files: Pick<ToolFiles, "read" | "write" | "exclusively">,
): ToolRegister {
  /** null where something stands there that is not ours to replace. */
  async function homes(): Promise<readonly HomeRecord[] | null> {
    const text = await files.read(path);
    return text === null ? [] : parse(text);
  }

  async function write(home: HomeKey, change: ChangeRecord): Promise<void> {
    const before = await homes();
    if (before === null) throw new ToolRegisterForeign(path);
    const isMeant = ({ tool, file }: HomeKey): boolean => tool === home.tool && file === home.file;
    const known = before.find(isMeant) ?? newRecord(home);
    const changed = change(known);
    if (JSON.stringify(changed) === JSON.stringify(known)) return;
    const after = { version: 1, homes: [...before.filter((one) => !isMeant(one)), changed] };
    await files.write(path, `${JSON.stringify(after, null, 2)}\n`);
  }

  return {
    path,
    read: async () => (await homes().catch(() => null)) ?? [],
    update: (home, change) => files.exclusively(path, () => write(home, change)),
    exclusively: (home, task) => files.exclusively(path, () => task((by) => write(home, by))),
  };
}

function newRecord({ tool, file }: HomeKey): HomeRecord {
  return { tool, file, account_id: null, previous_account_id: null, switched_at: null, shared: null, left: [] };
}

function parse(text: string): readonly HomeRecord[] | null {
  try {
    return document.parse(JSON.parse(text)).homes;
  } catch {
    return null;
  }
}

export function recordOf(records: readonly HomeRecord[], { tool, file }: { tool: ToolId; file: string }): HomeRecord {
  return records.find((one) => one.tool === tool && one.file === file) ?? newRecord({ tool, file });
}
