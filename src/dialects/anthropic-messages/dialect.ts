// Anthropic Messages: what Claude Code speaks, and Anthropic's SDKs in both versions of the API.

import type { Dialect } from "../dialect.ts";
import { decodeRequest } from "./decode-request.ts";
import { decodeResponse } from "./decode-response.ts";
import { createStreamDecoder } from "./decode-stream.ts";
import { encodeRequest } from "./encode-request.ts";
import { encodeResponse } from "./encode-response.ts";
import { createStreamEncoder, PING } from "./encode-stream.ts";
import { encodeError, encodeStreamError } from "./errors.ts";
import { proofsIn } from "./proofs-in.ts";
import { readWhole } from "./relay.ts";
import { messagesTap } from "./tap.ts";
import { withEffort } from "./with-effort.ts";
import { UNSIGNED, withoutReasoning } from "./without-reasoning.ts";

export const anthropicMessages: Dialect = {
  id: "anthropic-messages",
  decodeRequest,
  encodeRequest,
  decodeResponse,
  encodeResponse,
  createStreamDecoder,
  createStreamEncoder,
  createTap: messagesTap,
  relayRequest: (request) => request,
  withEffort,
  withoutReasoning,
  proofsIn,
  unproven: UNSIGNED,
  readWhole,
  wantsUsage: () => true,
  // Names up to 128 of `[a-zA-Z0-9_-]`; ids of calls have the same letters and no limit that anybody has met.
  nameLimits: { maxNameLength: 128, maxCallIdLength: 128 },
  encodeError,
  encodeStreamError,
  keepAlive: PING,
};
