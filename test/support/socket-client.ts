// A WebSocket client of the gateway that hides nothing: what it sends and every frame that comes.

import { soon } from "./until.ts";

export type Frame = Readonly<Record<string, unknown>>;

export interface SocketClient extends AsyncDisposable {
  /** An object goes as JSON text; text and bytes as they are. */
  send(frame: object | string): void;
  /** The next frame that has not been taken yet. */
  next(): Promise<Frame>;
  /** Frames up to and with the one that ends a turn. */
  rest(): Promise<readonly Frame[]>;
  /** Sends a turn and takes its frames. */
  turn(text: string, shape?: object): Promise<readonly Frame[]>;
  readonly isOpen: boolean;
  /** Goes without a close frame's answer being waited for. */
  leave(): void;
}

const LAST: ReadonlySet<unknown> = new Set(["response.completed", "response.failed", "response.incomplete", "error"]);

/** `url`: http(s), with its path. */
export async function openSocket(url: string, headers: Readonly<Record<string, string>> = {}): Promise<SocketClient> {
  const socket = new WebSocket(url.replace(/^http/, "ws"), { headers });
  const arrived: Frame[] = [];
  const waiting: ((frame: Frame) => void)[] = [];
  socket.addEventListener("message", ({ data }) => {
    const frame = JSON.parse(String(data)) as Frame;
    const taker = waiting.shift();
    if (taker === undefined) arrived.push(frame);
    else taker(frame);
  });
  const opened = Promise.withResolvers<void>();
  socket.addEventListener("open", () => opened.resolve());
  socket.addEventListener("error", () => opened.reject(new Error(`no WebSocket at ${url}`)));
  await soon("the WebSocket opens", opened.promise);

  const next = (): Promise<Frame> => {
    const ready = arrived.shift();
    if (ready !== undefined) return Promise.resolve(ready);
    return soon("a frame", new Promise<Frame>((resolve) => waiting.push(resolve)));
  };
  const rest = async (): Promise<readonly Frame[]> => {
    const frames: Frame[] = [];
    for (;;) {
      const frame = await next();
      frames.push(frame);
      if (LAST.has(frame["type"])) return frames;
    }
  };
  const send = (frame: object | string): void =>
    socket.send(typeof frame === "string" || frame instanceof Uint8Array ? frame : JSON.stringify(frame));
  return {
    send,
    next,
    rest,
    turn(text, shape = {}) {
      send(turnFrame(text, shape));
      return rest();
    },
    get isOpen() {
      return socket.readyState === WebSocket.OPEN;
    },
    leave: () => socket.terminate(),
    async [Symbol.asyncDispose]() {
      if (socket.readyState === WebSocket.CLOSED) return;
      const closed = new Promise((resolve) => socket.addEventListener("close", resolve));
      socket.close();
      await soon("the WebSocket closes", closed);
    },
  };
}

export function turnFrame(text: string, shape: object = {}): object {
  const message = { type: "message", role: "user", content: [{ type: "input_text", text }] };
  return { type: "response.create", model: "gpt-5.5", input: [message], store: false, ...shape };
}

/** All that was said in a turn's frames. */
export function saidIn(frames: readonly Frame[]): string {
  return frames
    .filter(({ type }) => type === "response.output_text.delta")
    .map(({ delta }) => String(delta))
    .join("");
}

/** The id of the response that the frames tell. */
export function responseIdOf(frames: readonly Frame[]): string {
  const response = frames.at(-1)?.["response"] as { readonly id?: string } | undefined;
  if (response?.id === undefined) throw new Error(`no response in ${JSON.stringify(frames.at(-1))}`);
  return response.id;
}
