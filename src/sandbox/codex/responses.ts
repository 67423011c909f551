// POST /backend-api/codex/responses and its compact door.

import { compactionItem, responseUsage } from "../encode/response-object.ts";
import { compose } from "../encode/compose.ts";
import { asList, asObject, asText, objectsIn, type Json } from "../json.ts";
import { responsesPrompt } from "../model/prompt.ts";
import { counted } from "../model/reply.ts";
import { answer, callerHeaders, stream, usageLimit, usedUp } from "../serve/answer.ts";
import type { Endpoint, Visit, World } from "../serve/world.ts";
import { admit } from "./check-token.ts";
import { modelsEtag } from "./models.ts";
import { isForeign, refusal } from "./validate-request.ts";
import { invalidEncryptedContent } from "../faults/fault.ts";

/** One turn over HTTP. */
export const codexResponses: Endpoint = (world, visit) => {
  const admission = admit(visit.caller);
  if (admission.kind === "refused") return answer(world, visit, admission.answer);
  const limited = limit(world, visit);
  if (limited !== null) return answer(world, visit, limited);
  const { entry } = admission;
  const { accountId } = entry.handle;
  const refused = refusal(visit.body, { accountId, transport: "http" });
  if (refused !== null) return answer(world, visit, withHeaders(visit, refused));
  const request = asObject(visit.body) ?? {};
  entry.usage.creep();
  entry.served.count += 1;
  const ask = {
    request,
    input: asList(request["input"]),
    owner: accountId,
    source: "codex",
    signal: visit.signal,
  } as const;
  return stream(world, visit, { script: compose(ask, world).script, headers: turnHeaders(world, visit) });
};

/** v1 compaction: one JSON answer. */
export const codexCompact: Endpoint = (world, visit) => {
  const admission = admit(visit.caller);
  if (admission.kind === "refused") return answer(world, visit, admission.answer);
  const limited = limit(world, visit);
  if (limited !== null) return answer(world, visit, limited);
  const { entry } = admission;
  const request = asObject(visit.body);
  if (request === null || !Array.isArray(request["input"])) {
    return answer(world, visit, { status: 400, body: { detail: "Input must be a list" } });
  }
  const input = objectsIn(request["input"]);
  const fault = invalidEncryptedContent();
  if (fault.kind === "status" && input.some((item) => isForeign(item, entry.handle.accountId))) {
    return answer(world, visit, withHeaders(visit, fault));
  }
  entry.usage.creep();
  entry.served.count += 1;
  const body = compacted(world, { request, input, owner: entry.handle.accountId });
  return answer(world, visit, { body, headers: turnHeaders(world, visit) });
};

/** The answer of either compact door: the user's messages as they stood, the rest in one opaque item. */
export function compacted(
  world: World,
  what: {
    readonly request: Json;
    readonly input: readonly unknown[];
    readonly owner: string;
  },
): Json {
  const kept = what.input.filter((item) => asObject(item)?.["role"] === "user");
  return {
    id: world.ids.token("resp"),
    object: "response.compaction",
    created_at: Math.floor(world.clock.now() / 1000),
    output: [...kept, compactionItem(what.owner, world.ids)],
    usage: responseUsage(counted(responsesPrompt({ ...what.request, input: what.input }), 400)),
  };
}

/** The headers of an answered turn. */
export function turnHeaders(world: World, visit: Pick<Visit, "caller" | "body">): Record<string, string> {
  const model = asText(asObject(visit.body)?.["model"]);
  return {
    ...callerHeaders(visit),
    "x-request-id": world.ids.requestId(),
    "x-models-etag": modelsEtag(),
    "x-reasoning-included": "true",
    ...(model === null ? {} : { "openai-model": model }),
  };
}

function limit(world: World, visit: Visit): ReturnType<typeof usageLimit> | null {
  const fault = usedUp(world, visit);
  return fault?.kind === "usage-limit" ? usageLimit(world, visit, fault) : null;
}

function withHeaders<Refused extends object>(
  visit: Visit,
  refused: Refused,
): Refused & { readonly headers: Record<string, string> } {
  return { ...refused, headers: callerHeaders(visit) };
}
