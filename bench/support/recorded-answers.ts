// Answers of the sandbox, asked for once and then given again as bytes: faithful to every event, and cheap enough that the
// upstream is not what bounds a run.

const EVENT_END = "\n\n";
const MODEL = Buffer.from('"model":');
const STREAM_MODEL = /^sandbox-stream-\d+x(\d+)$/;
/** As many events as the sandbox puts into one piece where they come as fast as they can. */
const EVENTS_A_PIECE = 64;

export interface RecordedAnswer {
  readonly status: number;
  readonly contentType: string;
  /** One for a JSON answer; the frames of a paced stream, or pieces of many of a fast one. */
  readonly pieces: readonly Uint8Array[];
  /** Between two pieces; 0: as fast as they are taken. */
  readonly everyMs: number;
}

export interface RecordedAnswers {
  /** The sandbox's answer to this call; the same path and model are asked for only once. */
  answer(path: string, body: Uint8Array): Promise<RecordedAnswer> | RecordedAnswer;
}

export interface Recording {
  /** The sandbox's. */
  readonly origin: string;
  readonly apiKey: string;
  /** Of a ChatGPT account. */
  readonly accessToken: string;
}

/** Whoever asks, the sandbox is asked with the credentials given: programs differ in how they send theirs. */
export function createRecordedAnswers(recording: Recording): RecordedAnswers {
  const known = new Map<string, RecordedAnswer | Promise<RecordedAnswer>>();
  return {
    answer(path, body) {
      const model = modelOf(body);
      const name = `${path} ${model}`;
      const found = known.get(name);
      if (found !== undefined) return found;
      const asked = record(recording, { path, body, model });
      known.set(name, asked);
      void asked.then(
        (answer) => (answer.status === 200 ? known.set(name, answer) : known.delete(name)),
        () => known.delete(name),
      );
      return asked;
    },
  };
}

/** The value of the first member `model`; the measured models need no unescaping. Empty where there is none. */
export function modelOf(body: Uint8Array): string {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const at = bytes.indexOf(MODEL);
  if (at === -1) return "";
  const from = bytes.indexOf('"', at + MODEL.length) + 1;
  return bytes.toString("latin1", from, bytes.indexOf('"', from));
}

/** A stream's events in the pieces in which they travel. */
export function piecesOf(text: string, everyMs: number): readonly Uint8Array[] {
  const frames = text
    .split(EVENT_END)
    .filter((frame) => frame !== "")
    .map((frame) => frame + EVENT_END);
  const size = everyMs === 0 ? EVENTS_A_PIECE : 1;
  const pieces = Array.from({ length: Math.ceil(frames.length / size) }, (_, index) =>
    frames.slice(index * size, (index + 1) * size).join(""),
  );
  return pieces.map((piece) => new TextEncoder().encode(piece));
}

async function record(
  { origin, apiKey, accessToken }: Recording,
  { path, body, model }: { readonly path: string; readonly body: Uint8Array; readonly model: string },
): Promise<RecordedAnswer> {
  const everyMs = Number(STREAM_MODEL.exec(model)?.[1] ?? 0);
  // Asked for without its pace, which is given back with every answer.
  const hurried = model.replace(/x\d+$/, "x0");
  const token = path.startsWith("/backend-api/") ? accessToken : apiKey;
  const answer = await fetch(`${origin}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: Buffer.from(body).toString().replace(model, hurried),
  });
  const contentType = answer.headers.get("content-type") ?? "";
  const text = (await answer.text()).replaceAll(hurried, model);
  const pieces = contentType.startsWith("text/event-stream")
    ? piecesOf(text, everyMs)
    : [new TextEncoder().encode(text)];
  return { status: answer.status, contentType, pieces, everyMs };
}
