// Chat Completions as the imitators serve them: `/chat/completions` and `/models` under a path of each.

import type { Realm } from "../accounts/realm.ts";
import { asObject, asText } from "../json.ts";
import { chatPrompt } from "../model/chat-prompt.ts";
import { answerChat } from "../openai/answer-chat.ts";
import { answer } from "../serve/answer.ts";
import { bearer } from "../serve/caller.ts";
import type { Endpoint, Knock, Visit, World } from "../serve/world.ts";
import { compatibleError, extraForbidden, INVALID_TOKEN, modelNotFound } from "./errors.ts";
import type { CompatibleMember } from "./member.ts";
import { problemWith } from "./validate-request.ts";

export type RealmName = "compatible" | "qwen" | "iflow" | "kimi";

const MODEL_CREATED = 1_767_225_600;

/** The endpoint of a path under an imitator's; null where there is none. */
export function chatRoute(asked: string, realm: RealmName): Endpoint | null {
  switch (asked) {
    case "POST /chat/completions":
      return completions(realm);
    case "GET /models":
      return models(realm);
    default:
      return null;
  }
}

/** The member a request's credentials name; also those whose token is out of date. */
export function callerOf(realm: Realm<CompatibleMember>, request: Knock): CompatibleMember | null {
  const given = bearer(request.headers) ?? asText(asObject(request.body)?.["refresh_token"]);
  return given === null ? null : realm.holder(given);
}

function completions(realm: RealmName): Endpoint {
  return (world, visit) => {
    const member = admitted(world, visit, realm);
    if (member === null) return answer(world, visit, unauthorized());
    const request = asObject(visit.body);
    if (request === null) {
      const message = "We could not parse the JSON body of your request.";
      return answer(world, visit, compatibleError({ status: 400, message }));
    }
    const model = asText(request["model"]) ?? "";
    if (!member.models.includes(model) && !model.startsWith("sandbox-")) {
      return answer(world, visit, modelNotFound(visit));
    }
    const problem = problemWith(request);
    if (problem !== null) return answer(world, visit, compatibleError({ status: 400, message: problem }));
    const extra = (member.refuses ?? []).find((name) => name in request);
    if (extra !== undefined) return answer(world, visit, extraForbidden(extra));
    member.served.count += 1;
    const prompt = { ...chatPrompt(request), wantsSummary: member.reasons };
    return answerChat(world, visit, { request, prompt, headers: { "x-request-id": world.ids.requestId() } });
  };
}

function models(realm: RealmName): Endpoint {
  return (world, visit) => {
    const member = admitted(world, visit, realm);
    if (member === null) return answer(world, visit, unauthorized());
    const data = member.models.map((id) => ({ id, object: "model", created: MODEL_CREATED, owned_by: realm }));
    return answer(world, visit, { body: { object: "list", data } });
  };
}

/** A key chats where there is one, an access token where there is none; each at its own upstream alone. */
function admitted(world: World, visit: Visit, realm: RealmName): CompatibleMember | null {
  const open = world.realms[realm].members().find(({ key, path }) => key === "" && isUnder(visit, path));
  if (open !== undefined) return open;
  const given = bearer(visit.headers);
  const member = given === null ? null : world.realms[realm].holder(given);
  if (given === null || member === null || !isUnder(visit, member.path)) return null;
  if (member.key !== null) return member.key === given ? member : null;
  return member.sessions?.of(given)?.judgeAccess(given) === "current" ? member : null;
}

function isUnder(visit: Visit, path: string): boolean {
  return visit.url.pathname.startsWith(`${path}/`);
}

function unauthorized(): ReturnType<typeof compatibleError> {
  return compatibleError({ status: 401, message: INVALID_TOKEN, code: "invalid_api_key" });
}
