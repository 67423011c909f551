// Which lane an account's answer takes: relay where its upstream speaks the client's dialect, else translate. What can be
// prepared once for all attempts is.

import type { Dialect, DialectId } from "../dialects/dialect.ts";
import { createNameMap } from "../dialects/names.ts";
import { reasoningFor } from "../dialects/reasoning-effort.ts";
import { editJson, type JsonText } from "../exchange/json-text.ts";
import type { ExchangeRequest, ExchangeTerms } from "../exchange/request.ts";
import type { CallProofs } from "./call-proofs.ts";
import type { ForeignReasoning, Going, SentReasoning } from "./foreign-reasoning.ts";
import type { Lane } from "./lane.ts";
import { parseObject } from "./read-exchange.ts";
import { relayLane, type RelayManner } from "./relay-lane.ts";
import type { Target } from "./target.ts";
import { translateLane } from "./translate-lane.ts";

export interface LanePlan {
  /** `reasoning` says what becomes of the thoughts sent along. Throws Fault where the upstream cannot be told the request. */
  laneFor(target: Target, reasoning: SentReasoning): Lane;
}

export interface LanePlanInput {
  /** The client's request. */
  readonly text: JsonText;
  /** Members that the address or the protocol says in place of the body. */
  readonly given: Readonly<Record<string, unknown>>;
  readonly client: Dialect;
  readonly dialects: ReadonlyMap<DialectId, Dialect>;
  readonly manner: RelayManner;
  /** The conversation, as far as it is known. */
  readonly session: string | null;
  readonly foreignReasoning: ForeignReasoning;
  readonly callProofs: CallProofs;
  /** Id of the answer where the upstream gives none. */
  readonly fallbackId: string;
  /** Epoch ms */
  readonly arrivedAt: number;
}

export function planLanes(input: LanePlanInput): LanePlan {
  const { client, dialects, foreignReasoning, session } = input;
  const translated = new Map<string, Lane>();

  return {
    laneFor(target, reasoning) {
      const { provider, account } = target;
      const spoken = provider.dialectsOf(account);
      const relayed = spoken.includes(client.id);
      const going: Going = { dialect: client, relayed, model: target.model, account: account.id };
      const kept = foreignReasoning[LEAVING[reasoning]](session, input.text, going);
      if (relayed) {
        return relayLane({
          dialect: client,
          request: client.relayRequest(asTarget(kept, client, target)),
          ...input.manner,
        });
      }
      const [first] = spoken;
      const upstream = first === undefined ? undefined : dialects.get(first);
      if (upstream === undefined) throw new Error(`no dialect for provider '${provider.id}'`);
      // A pool of many likes is told the same: once is enough where no thought had to be left out.
      const key = kept === input.text ? likeness(upstream, target, reasoning) : "";
      const lane = translated.get(key) ?? translateTo(upstream, kept, { input, target, reasoning });
      if (key !== "") translated.set(key, lane);
      return lane;
    },
  };
}

const LEAVING = { "as-sent": "withoutKnown", moved: "afterMove", refused: "afterRefusal" } as const;

/** The same for targets that are told the same. Calls are shown to Gemini with proofs of each account's own. */
function likeness(upstream: Dialect, { account, model, effort }: Target, reasoning: Translating["reasoning"]): string {
  const proofs = upstream.id === "gemini" ? [account.id, reasoning] : [];
  return JSON.stringify([upstream.id, model, effort, ...proofs]);
}

interface Translating {
  readonly input: LanePlanInput;
  readonly target: Target;
  readonly reasoning: SentReasoning;
}

function translateTo(upstream: Dialect, text: JsonText, { input, target, reasoning }: Translating): Lane {
  const { client, callProofs } = input;
  const { account, effort, model } = target;
  const said = client.decodeRequest({ ...parseWhole(text), ...input.given, model });
  const decoded = effort === null ? said : { ...said, reasoning: reasoningFor(effort, said.reasoning) };
  const isProvable = upstream.id === "gemini" && reasoning !== "refused";
  const exchange = isProvable ? callProofs.fill(decoded, account.id) : decoded;
  const names = createNameMap(exchange, upstream.nameLimits);
  return translateLane({
    client,
    upstream,
    exchange: termsOf(exchange),
    sent: termsOf(names.request),
    request: parseObject(Buffer.from(JSON.stringify(upstream.encodeRequest(names.request)))),
    restore: names.restore,
    noteCallProof: (callId, proof) => callProofs.note(callId, proof, account.id),
    fallbackId: input.fallbackId,
    createdAt: Math.floor(input.arrivedAt / 1000),
  });
}

function termsOf({ messages: _said, ...terms }: ExchangeRequest): ExchangeTerms {
  return terms;
}

/** The request as this target is asked it; the same object where nothing changes. */
function asTarget(text: JsonText, client: Dialect, { model, effort }: Target): JsonText {
  // Where the address names the model, the body does not.
  const isNamed = text.has("model") && text.get("model") !== model;
  const named = isNamed ? parseObject(editJson(text, { set: { model } })) : text;
  return effort === null ? named : client.withEffort(named, effort, model);
}

/** The translate lane reads every member; what only JSON.parse finds wrong is the client's fault as well. */
function parseWhole(text: JsonText): Readonly<Record<string, unknown>> {
  const whole = JSON.parse(Buffer.from(text.bytes).toString()) as Readonly<Record<string, unknown>>;
  return whole;
}
