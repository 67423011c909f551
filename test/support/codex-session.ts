// A Codex that stays: its app-server over stdio, one conversation, turn after turn in one process (and so, where it
// speaks WebSocket, on one connection).

import { type JsonRecord, record } from "../clients/json-lines.ts";
import { codexBinary, type CodexHome } from "./codex.ts";
import { soon, until } from "./until.ts";

export interface CodexSession extends AsyncDisposable {
  /** One turn to its end. */
  ask(text: string): Promise<CodexTurn>;
  /** Resolves once the assistant has begun to say something in the present turn. */
  saying(): Promise<void>;
  /** Stops the present turn, as the escape key does. */
  interrupt(): Promise<void>;
  /** A request of the app-server's own protocol; rejects where it answers with an error. */
  call(method: string, parameters: object): Promise<JsonRecord>;
  /** Every notification so far. */
  notifications(): readonly JsonRecord[];
  /** The process is killed, as when its window is closed. */
  kill(): Promise<void>;
}

export interface CodexTurn {
  readonly status: string;
  readonly error: string | null;
  /** What the assistant said. */
  readonly said: string;
  /** Problems that were shown to the user. */
  readonly shownErrors: readonly string[];
}

const TURN_MS = 15_000;
const DELTA = "item/agentMessage/delta";

export async function startCodexSession(home: CodexHome, { model = "gpt-5.5" } = {}): Promise<CodexSession> {
  const child = Bun.spawn([codexBinary(), "app-server"], {
    cwd: home.dir,
    env: home.env,
    stdin: "pipe",
    stdout: "pipe",
    stderr: "ignore",
  });
  const notifications: JsonRecord[] = [];
  const waiting = new Map<number, PromiseWithResolvers<JsonRecord>>();
  const turns = new Map<string, PromiseWithResolvers<JsonRecord>>();
  const turnOf = (id: string): PromiseWithResolvers<JsonRecord> => {
    const known = turns.get(id) ?? Promise.withResolvers<JsonRecord>();
    turns.set(id, known);
    return known;
  };
  let lastId = 0;
  let turnId = "";

  const take = (message: JsonRecord): void => {
    const { id, method } = message;
    if (typeof id === "number" && method === undefined) {
      const asked = waiting.get(id);
      if (message["error"] === undefined) asked?.resolve(record(message["result"]));
      else asked?.reject(new Error(JSON.stringify(message["error"])));
      return;
    }
    notifications.push(message);
    const turn = record(record(message["params"])["turn"]);
    if (method === "turn/completed") turnOf(String(turn["id"])).resolve(turn);
  };
  void readLines(child.stdout, take);

  const send = (message: object): void => {
    void child.stdin.write(`${JSON.stringify(message)}\n`);
    void child.stdin.flush();
  };
  const call = (method: string, parameters: object): Promise<JsonRecord> => {
    const answer = Promise.withResolvers<JsonRecord>();
    lastId += 1;
    waiting.set(lastId, answer);
    send({ id: lastId, method, params: parameters });
    return soon(`codex's answer to ${method}`, answer.promise, TURN_MS);
  };
  const kill = async (): Promise<void> => {
    child.kill("SIGKILL");
    await child.exited;
  };

  await call("initialize", { clientInfo: { name: "codex_exec", title: null, version: "0" }, capabilities: null });
  send({ method: "initialized" });
  const started = await call("thread/start", { model, approvalPolicy: "never", sandbox: "danger-full-access" });
  const threadId = String(record(started["thread"])["id"]);

  return {
    call,
    kill,
    notifications: () => notifications,
    async saying() {
      await until("codex hears the first words", () =>
        notifications.some(({ method, params }) => method === DELTA && record(params)["turnId"] === turnId),
      );
    },
    async interrupt() {
      await call("turn/interrupt", { threadId, turnId });
    },
    async ask(text) {
      const from = notifications.length;
      turnId = "";
      const answer = await call("turn/start", { threadId, input: [{ type: "text", text, text_elements: [] }] });
      turnId = String(record(answer["turn"])["id"]);
      const turn = await soon(`the end of codex's turn '${text}'`, turnOf(turnId).promise, TURN_MS);
      return turnOutcome(turn, notifications.slice(from));
    },
    [Symbol.asyncDispose]: kill,
  };
}

function turnOutcome(turn: JsonRecord, notes: readonly JsonRecord[]): CodexTurn {
  const items = notes
    .filter(({ method }) => method === "item/completed")
    .map((note) => record(record(note["params"])["item"]));
  const said = items.filter(({ type }) => type === "agentMessage").map(({ text }) => String(text));
  const shown = notes
    .filter(({ method }) => method === "error" || method === "warning")
    .map((note) => JSON.stringify(note["params"]));
  const error = turn["error"];
  return {
    status: String(turn["status"]),
    error: error === null || error === undefined ? null : String(record(error)["message"]),
    said: said.join("\n"),
    shownErrors: shown,
  };
}

async function readLines(stream: ReadableStream<Uint8Array>, take: (message: JsonRecord) => void): Promise<void> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.startsWith("{")) take(JSON.parse(line) as JsonRecord);
  }
}
