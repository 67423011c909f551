// How many tokens a request would cost, asked before it is sent: an honest estimate made here, for upstreams that do not say.

import { estimateInputTokens } from "../dialects/anthropic-messages/count-tokens.ts";
import { Fault } from "../domain/faults.ts";
import { utf8Text } from "../exchange/byte-text.ts";
import type { Asked } from "./asked.ts";
import { wholeHeaders } from "./answer-headers.ts";
import { errorAnswer } from "./error-answer.ts";
import { dialectOf, type ExchangeDeps } from "./handle-exchange.ts";
import { identifyClient } from "./identify-client.ts";
import { readExchange } from "./read-exchange.ts";

/** `view`: how the asking dialect says the number. */
export function createCountTokensHandler(
  deps: ExchangeDeps,
): (asked: Asked, view: (tokens: number) => object) => Promise<Response> {
  return async (asked, view) => {
    const dialect = dialectOf(deps, asked.dialect);
    try {
      identifyClient(asked.request, asked.clientAddress, { rules: deps.settings(), sha256: deps.sha256 });
      const { text } = await readExchange(asked, deps.settings().maxBodyBytes);
      const exchange = dialect.decodeRequest(JSON.parse(utf8Text(text.bytes)) as Readonly<Record<string, unknown>>);
      return Response.json(view(estimateInputTokens(exchange)), { headers: wholeHeaders(asked.id) });
    } catch (thrown) {
      if (!(thrown instanceof Fault)) deps.defect(thrown, asked.id);
      return errorAnswer(thrown, { dialect, requestId: asked.id, now: deps.clock.now() });
    }
  };
}
