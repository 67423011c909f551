// Is a tool at work on an answer? Codex writes down what happens in its turns; of the others, the transcripts' age tells.

import { join } from "node:path";

import type { Clock } from "../../domain/ports.ts";
import type { ToolProcess } from "./running-tools.ts";
import type { ToolFiles, ToolHome } from "./tool-home.ts";

interface MidTurnDeps {
  readonly files: Pick<ToolFiles, "list" | "modifiedAt" | "read">;
  readonly clock: Pick<Clock, "now">;
}

/** A transcript that nobody has written to for so long belongs to no turn that still runs. */
const QUIET_MS = 10 * 60_000;
/** Without a word of where a turn ends: so long after the last line it may still go on. */
const WORKING_MS = 30_000;

/** False where no process of the tool runs. What cannot be read counts for nothing. */
export async function isMidTurn(
  home: ToolHome,
  processes: readonly ToolProcess[],
  deps: MidTurnDeps,
): Promise<boolean> {
  if (processes.length === 0) return false;
  const now = deps.clock.now();
  const recent = await recentTranscripts(home, deps);
  for (const { path, modifiedAt } of recent) {
    if (home.tool === "codex") {
      const text = (await deps.files.read(path).catch(() => null)) ?? "";
      if (isTurnOpen(text) ?? now - modifiedAt < WORKING_MS) return true;
    } else if (now - modifiedAt < WORKING_MS) return true;
  }
  return false;
}

interface Transcript {
  readonly path: string;
  readonly modifiedAt: number;
}

/** How deep transcripts lie: `sessions/2026/11/21/rollout-*.jsonl`, `projects/<project>/*.jsonl`, `tmp/<project>/chats/*.json`. */
const PLACES = {
  codex: { folder: "sessions", depth: 4, name: /^rollout-.*\.jsonl$/ },
  claude: { folder: "projects", depth: 2, name: /\.jsonl$/ },
  gemini: { folder: "tmp", depth: 3, name: /\.jsonl?$/ },
} as const;

async function recentTranscripts(home: ToolHome, { files, clock }: MidTurnDeps): Promise<readonly Transcript[]> {
  const { folder, depth, name } = PLACES[home.tool];
  const oldest = clock.now() - QUIET_MS;
  const found: Transcript[] = [];
  async function walk(path: string, levels: number): Promise<void> {
    for (const entry of await files.list(path).catch(() => [])) {
      const inside = join(path, entry);
      if (levels > 1) await walk(inside, levels - 1);
      else if (name.test(entry)) {
        const modifiedAt = (await files.modifiedAt(inside).catch(() => null)) ?? 0;
        if (modifiedAt > oldest) found.push({ path: inside, modifiedAt });
      }
    }
  }
  await walk(join(home.folder, folder), depth);
  return found;
}

const TURN_BEGINS = new Set(["task_started", "user_message"]);
const TURN_ENDS = new Set(["task_complete", "turn_aborted", "error"]);

/** By the last event of Codex's rollout that says so; null where none does. */
export function isTurnOpen(rollout: string): boolean | null {
  for (const line of rollout.trimEnd().split("\n").toReversed()) {
    const type = eventType(line);
    if (TURN_BEGINS.has(type)) return true;
    if (TURN_ENDS.has(type)) return false;
  }
  return null;
}

/** The type of an `event_msg` line; "" for other lines, and for one that is being written. */
function eventType(line: string): string {
  if (!line.includes('"event_msg"')) return "";
  try {
    const event = JSON.parse(line) as { readonly payload?: { readonly type?: unknown } };
    return typeof event.payload?.type === "string" ? event.payload.type : "";
  } catch {
    return "";
  }
}
