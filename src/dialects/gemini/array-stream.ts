// The stream's other form: without `alt=sse` a client gets one JSON array, its elements as they come. The front door makes
// it from the SSE text that this dialect's encoder or a relayed upstream gives.

import { createSseSplitter, readFrame } from "../../exchange/sse-frames.ts";

export interface ArrayStream {
  /** JSON text for what a piece of SSE completes; white space, which JSON allows there, for a keep-alive. */
  push(piece: string | Uint8Array): string;
  /** The rest, and the bracket that closes the array. */
  end(): string;
}

export function createArrayStream(): ArrayStream {
  const splitter = createSseSplitter();
  let elements = 0;
  const element = (frame: Uint8Array): string => {
    const { data } = readFrame(frame);
    if (data === "[DONE]") return "";
    if (data === "") return frame.byteLength === 0 ? "" : "\n";
    return `${elements++ === 0 ? "[" : ",\r\n"}${data}`;
  };
  return {
    push: (piece) =>
      splitter
        .push(typeof piece === "string" ? Buffer.from(piece) : piece)
        .map(element)
        .join(""),
    end: () => `${element(splitter.rest())}${elements === 0 ? "[" : ""}]`,
  };
}
