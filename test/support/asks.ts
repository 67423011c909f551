// What clients send and get, in short.

export interface Shape {
  readonly model?: string;
  readonly stream?: boolean;
  readonly [member: string]: unknown;
}

const MODEL = "gpt-5.5";

/** Body of `POST /v1/chat/completions`. */
export function chat(text: string, shape: Shape = {}): object {
  return { model: MODEL, messages: [{ role: "user", content: text }], ...shape };
}

/** Body of `POST /v1/responses` as an SDK sends it. */
export function responses(text: string, shape: Shape = {}): object {
  return { model: MODEL, input: text, ...shape };
}

/** Body of `POST /backend-api/codex/responses` as Codex sends it. */
export function codexTurn(text: string, shape: Shape = {}): object {
  const message = { type: "message", role: "user", content: [{ type: "input_text", text }] };
  return { model: MODEL, instructions: "You are Codex.", input: [message], store: false, stream: true, ...shape };
}

export interface SseEvent {
  readonly event: string | null;
  readonly data: string;
}

/** The frames of an event stream; comments have no data and are left out. */
export function sseEvents(text: string): readonly SseEvent[] {
  return text.split(/\r?\n\r?\n/).flatMap((frame) => {
    const field = (name: string): string[] =>
      frame.split(/\r?\n/).flatMap((line) => (line.startsWith(`${name}:`) ? [line.slice(name.length + 1).trim()] : []));
    const data = field("data").join("\n");
    return data === "" ? [] : [{ event: field("event")[0] ?? null, data }];
  });
}

/** The JSON of each frame; `[DONE]` is left out. */
export function sseJson(text: string): readonly Record<string, unknown>[] {
  return sseEvents(text)
    .filter(({ data }) => data !== "[DONE]")
    .map(({ data }) => JSON.parse(data) as Record<string, unknown>);
}

/** The text of a chat stream. */
export function chatText(stream: string): string {
  return sseJson(stream)
    .map((chunk) => (chunk as { choices?: { delta?: { content?: string } }[] }).choices?.[0]?.delta?.content ?? "")
    .join("");
}
