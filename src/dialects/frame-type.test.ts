import { expect, test } from "bun:test";

import { createFrameTypes, frameType } from "./frame-type.ts";

const FRAMES = [
  'event: response.output_text.delta\ndata: {"type":"response.output_text.delta","delta":"a"}\n\n',
  'event: response.output_text.delta\ndata: {"type":"response.output_text.delta","delta":"b"}\n\n',
  'event: response.output_text.done\ndata: {"type":"response.output_text.done"}\n\n',
  'event: response.output_text.delta\r\ndata: {"type":"response.output_text.delta"}\r\n\r\n',
  "event:response.output_text.delta\ndata: {}\n\n",
  'data: {"type":"response.output_text.delta","delta":"c"}\n\n',
  'event: response.output_text.delta.more\ndata: {"type":"response.output_text.delta.more"}\n\n',
  "event: response.output_text.delta",
  ": keep-alive\n\n",
  "data: [DONE]\n\n",
  "event: \ndata: {}\n\n",
  "event: grüße\ndata: {}\n\n",
  "",
].map((text) => new Uint8Array(Buffer.from(text)));

test("a frame is of the same type whatever came before it in its stream", () => {
  for (const before of FRAMES) {
    for (const frame of FRAMES) {
      const typeOf = createFrameTypes();
      typeOf(before);
      expect(typeOf(frame)).toBe(frameType(frame));
      expect(typeOf(frame)).toBe(frameType(frame));
    }
  }
});
