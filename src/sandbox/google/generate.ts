// generateContent, streamGenerateContent and countTokens, whichever of the two doors they are asked at.

import { type GeminiFrame, geminiResponse, geminiScript, geminiTelling } from "../encode/gemini-response.ts";
import { measuredGemini, measuredGeminiScript } from "../encode/measured-gemini.ts";
import type { Json } from "../json.ts";
import { geminiPrompt } from "../model/gemini-prompt.ts";
import { measured } from "../model/measured.ts";
import { counted, reply } from "../model/reply.ts";
import { answer, stream } from "../serve/answer.ts";
import type { Visit, World } from "../serve/world.ts";
import { googleError, isListed, modelNotFound, usedUp } from "./errors.ts";
import { type GoogleMember, usedUpForMs } from "./member.ts";
import { signatory, wantsSignatures } from "./validate-contents.ts";
import { problemWith, type Validation } from "./validate-request.ts";

/** A request as either door hands it on. */
export interface Generation {
  readonly member: GoogleMember;
  /** Without `models/`. */
  readonly model: string;
  readonly request: Json;
  readonly door: Validation["door"];
  readonly method: "generateContent" | "streamGenerateContent" | "countTokens";
}

const SERVED: Readonly<Record<Validation["door"], RegExp>> = {
  gemini: /^(gemini-|gemma-|sandbox-)/,
  "code-assist": /^(gemini-|gemma-|sandbox-|claude-|gpt-oss-)/,
};

const BLOCKED = /^\s*blocked\b/im;
const FINISH = /^\s*finish: ([A-Z_]+)/m;

/** The answer: a refusal, a count, JSON, or a stream as events or as one list. */
export function generate(world: World, visit: Visit, what: Generation): Response {
  const { member, model, request, door, method } = what;
  if (!SERVED[door].test(model)) return answer(world, visit, googleError(visit, modelNotFound(model)));
  const problem = problemWith(request, { model, owner: member.handle.accountId, door });
  if (problem !== null) return answer(world, visit, googleError(visit, { status: 400, message: problem }));
  if (method === "countTokens") {
    const { input } = counted(geminiPrompt(request, model), 0);
    const details = [{ modality: "TEXT", tokenCount: input }];
    return answer(world, visit, { body: { totalTokens: input, promptTokensDetails: details } });
  }
  const limitedForMs = usedUpForMs(member, world.clock.now());
  if (limitedForMs !== null) return answer(world, visit, usedUp(world, visit, limitedForMs));
  member.day.creep(1);
  member.served.count += 1;
  const signs = wantsSignatures(model) || model.startsWith("claude-");
  const frame: GeminiFrame = {
    id: world.ids.token("resp").slice("resp_".length),
    model,
    signatory: signs ? signatory(model, member.handle.accountId) : null,
    wrapped: door === "code-assist",
  };
  return method === "generateContent"
    ? answer(world, visit, { body: body(world, frame, request) })
    : streamed(world, visit, { frame, request });
}

function body(world: World, frame: GeminiFrame, request: Json): Json | Uint8Array {
  const amount = measured(frame.model);
  if (amount?.kind !== "json") return geminiResponse(telling(world, frame, request));
  const name = `gemini:${frame.wrapped}:${amount.bytes}`;
  const known =
    world.encoded.get(name) ?? new TextEncoder().encode(JSON.stringify(measuredGemini(frame, amount.bytes)));
  world.encoded.set(name, known);
  return known;
}

function streamed(
  world: World,
  visit: Visit,
  { frame, request }: { readonly frame: GeminiFrame; readonly request: Json },
): Response {
  const listed = isListed(visit);
  const amount = measured(frame.model);
  const pace = { clock: world.clock, signal: visit.signal };
  const script =
    amount?.kind === "stream"
      ? measuredGeminiScript(frame, { ...amount, listed }, pace)
      : geminiScript(telling(world, frame, request), listed);
  const type = listed ? "application/json; charset=UTF-8" : "text/event-stream";
  return stream(world, visit, { script, headers: { "content-type": type } });
}

function telling(world: World, frame: GeminiFrame, request: Json): ReturnType<typeof geminiTelling> {
  const prompt = geminiPrompt(request, frame.model);
  const isFresh = prompt.toolOutput === null;
  const finish = isFresh ? (FINISH.exec(prompt.userText)?.[1] ?? null) : null;
  const blocked = isFresh && BLOCKED.test(prompt.userText) ? "PROHIBITED_CONTENT" : null;
  return geminiTelling(frame, reply(prompt), { finish, blocked, ids: world.ids });
}
