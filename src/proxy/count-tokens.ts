// How many tokens a request would cost, asked before it is sent: the upstream's own count where it speaks the client's
// dialect and counts, else an honest estimate made here.

import { estimateInputTokens } from "../dialects/anthropic-messages/count-tokens.ts";
import type { ClientKey } from "../domain/client-key.ts";
import { Fault } from "../domain/faults.ts";
import { utf8Text } from "../exchange/byte-text.ts";
import { editJson, type JsonText } from "../exchange/json-text.ts";
import type { Fit, Route } from "../pool/model-routes.ts";

import { requireModel } from "./admit-client.ts";
import type { Asked } from "./asked.ts";
import { wholeHeaders } from "./answer-headers.ts";
import { errorAnswer } from "./error-answer.ts";
import { clientContext, dialectOf, type ExchangeDeps } from "./handle-exchange.ts";
import { servePlain } from "./handle-plain.ts";
import { type Client, identifyClient } from "./identify-client.ts";
import { type AskedExchange, parseObject, readExchange } from "./read-exchange.ts";
import { ofKey } from "./route-exchange.ts";
import { providerOf } from "./target.ts";

/** `view`: how the asking dialect says the number. */
export function createCountTokensHandler(
  deps: ExchangeDeps,
): (asked: Asked, view: (tokens: number) => object) => Promise<Response> {
  return async (asked, view) => {
    const dialect = dialectOf(deps, asked.dialect);
    try {
      const client = identifyClient(asked.request, asked.clientAddress, clientContext(deps));
      const exchange = await readExchange(asked, deps.settings().maxBodyBytes);
      requireModel(client, exchange.model);
      const counted = await countUpstream(deps, asked, { exchange, client });
      if (counted !== null) return counted;
      const parsed = JSON.parse(utf8Text(exchange.text.bytes)) as Readonly<Record<string, unknown>>;
      const estimate = estimateInputTokens(dialect.decodeRequest({ ...parsed, ...asked.given }));
      return Response.json(view(estimate), { headers: wholeHeaders(asked.id) });
    } catch (thrown) {
      if (!(thrown instanceof Fault)) deps.defect(thrown, asked.id);
      return errorAnswer(thrown, { dialect, requestId: asked.id, now: deps.clock.now() });
    }
  };
}

/** null where no upstream counts for this client, or none could now: an estimate is better than no answer. */
async function countUpstream(
  deps: ExchangeDeps,
  asked: Asked,
  { exchange, client }: { readonly exchange: AskedExchange; readonly client: Client },
): Promise<Response | null> {
  const route = countingRoute(deps, asked, { model: exchange.model, key: client.key });
  if (route === null) return null;
  const dialect = dialectOf(deps, asked.dialect);
  try {
    const answer = await servePlain(deps, {
      asked,
      operation: "count-tokens",
      route,
      bodyFor({ account, model }) {
        const going = { dialect, relayed: true, model, account: account.id };
        return { kind: "json", text: named(deps.foreignReasoning.withoutKnown(null, exchange.text, going), model) };
      },
      query: asked.query ?? "",
      model: exchange.model,
      client,
      isCounted: false,
    });
    return new Response(answer.body, { status: answer.status, headers: wholeHeaders(asked.id) });
  } catch (thrown) {
    // Servers that speak the dialect often lack the endpoint; a request that is at fault is told so by the estimate.
    if (thrown instanceof Fault && thrown.code !== "request_cancelled") return null;
    throw thrown;
  }
}

function countingRoute(
  deps: ExchangeDeps,
  asked: Asked,
  { model, key }: { readonly model: string; readonly key: ClientKey | null },
): Route | null {
  const counting: Fit = {
    purpose: `count-tokens in ${asked.dialect}`,
    fits(account) {
      const provider = providerOf(deps, account);
      return provider.does(account, "count-tokens") && provider.dialectsOf(account).includes(asked.dialect);
    },
  };
  const found = deps.pool.routes.find(model, ofKey(key, counting));
  if (found.kind === "unknown") return null;
  const [first] = found.route.legs;
  return first.candidates.length === 0 ? null : { legs: [first] };
}

function named(text: JsonText, model: string): JsonText {
  return text.has("model") && text.get("model") !== model ? parseObject(editJson(text, { set: { model } })) : text;
}
