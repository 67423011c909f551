// The backend's smaller doors: usage, workspaces and their routing, transcription.

import { usageBody } from "../accounts/usage.ts";
import { asObject, asText } from "../json.ts";
import { answer, callerHeaders } from "../serve/answer.ts";
import type { Endpoint } from "../serve/world.ts";
import { admit } from "./check-token.ts";

/** GET /backend-api/wham/usage */
export const whamUsage: Endpoint = (world, visit) => {
  const admission = admit(visit.caller);
  if (admission.kind === "refused") return answer(world, visit, admission.answer);
  const { handle, usage } = admission.entry;
  const identity = { user_id: handle.userId, account_id: handle.accountId, email: handle.email };
  const body = { plan_type: handle.plan, ...identity, ...usageBody(usage, world.clock.now()) };
  return answer(world, visit, { body, headers: callerHeaders(visit) });
};

/** GET /backend-api/wham/accounts/check: codex 0.156 and later do not start without it. */
export const accountsCheck: Endpoint = (world, visit) => {
  const admission = admit(visit.caller);
  if (admission.kind === "refused") return answer(world, visit, admission.answer);
  const { accountId, plan } = admission.entry.handle;
  const account = {
    id: accountId,
    plan_type: plan,
    name: null,
    structure: plan === "team" || plan === "business" || plan === "enterprise" ? "workspace" : "personal",
    profile_picture_url: null,
    workspace_backend_origin: visit.url.origin,
    account_routing_override: "NO_CONSTRAINT",
  };
  const body = { accounts: [account], account_ordering: [accountId], default_account_id: accountId };
  return answer(world, visit, { body, headers: callerHeaders(visit) });
};

/** GET /backend-api/accounts: the workspaces of the person who asks, whichever of them the token is for. */
export const workspaces: Endpoint = (world, visit) => {
  const admission = admit(visit.caller);
  if (admission.kind === "refused") return answer(world, visit, admission.answer);
  const { userId } = admission.entry.handle;
  const items = world.directory
    .accounts()
    .filter(({ handle }) => handle.userId === userId)
    .map(({ handle }) => ({ id: handle.accountId, name: handle.workspace }));
  return answer(world, visit, { body: { items }, headers: callerHeaders(visit) });
};

/** POST /backend-api/transcribe */
export const transcribe: Endpoint = (world, visit) => {
  const admission = admit(visit.caller);
  if (admission.kind === "refused") return answer(world, visit, admission.answer);
  const text = heard(visit.body);
  if (text === null) return answer(world, visit, { status: 400, body: { detail: "file is required" } });
  admission.entry.usage.creep();
  return answer(world, visit, { body: { text }, headers: callerHeaders(visit) });
};

/** What the sandbox hears in an uploaded `file`; null where there is none. */
export function heard(body: unknown): string | null {
  const file = asObject(asObject(body)?.["file"]);
  return file === null ? null : `I heard ${String(file["bytes"])} bytes of ${asText(file["name"]) ?? "audio"}.`;
}
