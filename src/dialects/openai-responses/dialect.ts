// OpenAI Responses: what Codex speaks, and the ChatGPT backend behind it.

import type { Dialect } from "../dialect.ts";
import { OPENAI_NAME_LIMITS } from "../names.ts";
import { errorBody } from "../openai/error-body.ts";
import { decodeRequest } from "./decode-request.ts";
import { decodeResponse } from "./decode-response.ts";
import { createStreamDecoder } from "./decode-stream.ts";
import { encodeRequest } from "./encode-request.ts";
import { encodeResponse } from "./encode-response.ts";
import { createStreamEncoder } from "./encode-stream.ts";
import { encodeStreamError } from "./errors.ts";
import { proofsIn } from "./proofs-in.ts";
import { readWhole } from "./relay.ts";
import { MADE_ID } from "./output-items.ts";
import { responsesTap } from "./tap.ts";
import { withEffort } from "./with-effort.ts";
import { withoutReasoning } from "./without-reasoning.ts";

export const openaiResponses: Dialect = {
  id: "openai-responses",
  decodeRequest,
  encodeRequest,
  decodeResponse,
  encodeResponse,
  createStreamDecoder,
  createStreamEncoder,
  createTap: responsesTap,
  relayRequest: (request) => request,
  withEffort,
  withoutReasoning,
  proofsIn,
  unproven: [MADE_ID],
  readWhole,
  wantsUsage: () => true,
  nameLimits: OPENAI_NAME_LIMITS,
  encodeError: errorBody,
  encodeStreamError,
  keepAlive: ": keep-alive\n\n",
};
