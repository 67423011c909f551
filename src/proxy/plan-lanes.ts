// Which lane an account's answer takes: relay where its upstream speaks the client's dialect, else translate. What can be
// prepared once for all attempts is.

import type { Dialect, DialectId } from "../dialects/dialect.ts";
import { createNameMap } from "../dialects/names.ts";
import type { Account } from "../domain/account.ts";
import { editJson, type JsonText } from "../exchange/json-text.ts";
import type { ExchangeRequest } from "../exchange/request.ts";
import type { Provider } from "../providers/provider.ts";
import type { Asked } from "./asked.ts";
import type { ForeignReasoning } from "./foreign-reasoning.ts";
import type { Lane } from "./lane.ts";
import { type AskedExchange, parseObject } from "./read-exchange.ts";
import { relayLane } from "./relay-lane.ts";
import { translateLane } from "./translate-lane.ts";

export interface LanePlan {
  laneFor(account: Account, provider: Provider, reasoning: "as-sent" | "dropped"): Lane;
}

export interface LanePlanInput {
  readonly asked: Asked;
  readonly exchange: AskedExchange;
  readonly client: Dialect;
  readonly dialects: ReadonlyMap<DialectId, Dialect>;
  /** The model's name upstream. */
  readonly model: string;
  /** The conversation, as far as it is known. */
  readonly session: string | null;
  readonly foreignReasoning: ForeignReasoning;
}

export function planLanes(input: LanePlanInput): LanePlan {
  const { client, exchange, dialects } = input;
  const text =
    exchange.model === input.model
      ? exchange.text
      : parseObject(editJson(exchange.text, { set: { model: input.model } }));
  let decoded: ExchangeRequest | null = null;
  const translated = new Map<DialectId, Lane>();

  const translateTo = (upstream: Dialect): Lane => {
    decoded ??= client.decodeRequest(parseWhole(text));
    const names = createNameMap(decoded, upstream.nameLimits);
    return translateLane({
      client,
      upstream,
      exchange: decoded,
      sent: names.request,
      request: parseObject(Buffer.from(JSON.stringify(upstream.encodeRequest(names.request)))),
      restore: names.restore,
      fallbackId: input.asked.id,
      createdAt: Math.floor(input.asked.arrivedAt / 1000),
    });
  };

  return {
    laneFor(account, provider, reasoning) {
      const spoken = provider.dialectsOf(account);
      if (spoken.includes(client.id)) {
        const { foreignReasoning, session, asked } = input;
        const kept =
          reasoning === "dropped"
            ? foreignReasoning.dropAll(session, text)
            : foreignReasoning.withoutKnown(session, text);
        return relayLane({
          dialect: client,
          request: client.relayRequest(kept),
          native: asked.native,
          wantsUsage: client.wantsUsage(text),
        });
      }
      const [first] = spoken;
      const upstream = first === undefined ? undefined : dialects.get(first);
      if (upstream === undefined) throw new Error(`no dialect for provider '${provider.id}'`);
      const lane = translated.get(upstream.id) ?? translateTo(upstream);
      translated.set(upstream.id, lane);
      return lane;
    },
  };
}

/** The translate lane reads every member; what only JSON.parse finds wrong is the client's fault as well. */
function parseWhole(text: JsonText): Readonly<Record<string, unknown>> {
  const whole = JSON.parse(Buffer.from(text.bytes).toString()) as Readonly<Record<string, unknown>>;
  return whole;
}
