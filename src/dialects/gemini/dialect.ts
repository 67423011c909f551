// Google Gemini: what gemini-cli, the Gen AI SDKs and the AI SDK's Google provider speak, and Gemini API, Vertex AI, and
// wrapped Code Assist and Antigravity behind it.

import type { Dialect } from "../dialect.ts";
import { decodeRequest } from "./decode-request.ts";
import { decodeResponse } from "./decode-response.ts";
import { createStreamDecoder } from "./decode-stream.ts";
import { encodeRequest } from "./encode-request.ts";
import { encodeResponse } from "./encode-response.ts";
import { createStreamEncoder } from "./encode-stream.ts";
import { encodeError, encodeStreamError } from "./errors.ts";
import { proofsIn } from "./proofs-in.ts";
import { readWhole } from "./relay.ts";
import { geminiTap } from "./tap.ts";
import { withEffort } from "./with-effort.ts";
import { UNSIGNED, withoutReasoning } from "./without-reasoning.ts";

export const gemini: Dialect = {
  id: "gemini",
  decodeRequest,
  encodeRequest,
  decodeResponse,
  encodeResponse,
  createStreamDecoder,
  createStreamEncoder,
  createTap: geminiTap,
  relayRequest: (request) => request,
  withEffort,
  withoutReasoning,
  proofsIn,
  unproven: UNSIGNED,
  readWhole,
  wantsUsage: () => true,
  nameLimits: { maxNameLength: 64, maxCallIdLength: 64, startsWithLetter: true },
  encodeError,
  encodeStreamError,
  // Not a comment: the SDK inside gemini-cli 0.61 looks for `data:` at the very start of what it has not read yet, skips
  // white space alone, and would never read on past a comment (@google/genai 1.x, `responseLineRE`).
  keepAlive: "\r\n\r\n",
};
