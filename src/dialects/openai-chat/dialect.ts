// OpenAI Chat Completions: what most clients speak, and most upstreams.

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
import { readWhole, relayRequest, wantsUsage } from "./relay.ts";
import { chatTap } from "./tap.ts";
import { withEffort } from "./with-effort.ts";
import { withoutReasoning } from "./without-reasoning.ts";

export const openaiChat: Dialect = {
  id: "openai-chat",
  decodeRequest,
  encodeRequest,
  decodeResponse,
  encodeResponse,
  createStreamDecoder,
  createStreamEncoder,
  createTap: chatTap,
  relayRequest,
  withEffort,
  withoutReasoning,
  proofsIn,
  unproven: [],
  readWhole,
  wantsUsage,
  nameLimits: OPENAI_NAME_LIMITS,
  encodeError: errorBody,
  encodeStreamError,
  keepAlive: ": keep-alive\n\n",
};
