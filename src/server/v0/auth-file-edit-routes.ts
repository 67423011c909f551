// What can be changed about one auth file and its account, and which models it serves.

import { EVERY_MODEL } from "../../management/accounts/key-places.ts";
import { type EditOutcome, editAuthFile, fileNameOf } from "../../management/auth-files/edit-auth-file.ts";
import { readFieldChanges } from "../../management/auth-files/field-changes.ts";
import type { AuthFileRoutesDeps } from "./auth-file-deps.ts";
import { checked } from "./checked-name.ts";
import { changedAnswer } from "./config-answer.ts";
import { orFileFault } from "./file-fault.ts";
import { member, readObject } from "./request-body.ts";
import { type ManagementCall, ManagementFault, type ManagementRoute } from "./route.ts";

type Body = Readonly<Record<string, unknown>>;

export function createAuthFileEditRoutes(deps: AuthFileRoutesDeps): readonly ManagementRoute[] {
  return [
    { method: "PATCH", path: "/auth-files/status", handle: (call) => setStatus(deps, call) },
    { method: "PATCH", path: "/auth-files/fields", handle: (call) => setFields(deps, call) },
    { method: "GET", path: "/auth-files/models", handle: (call) => models(deps, call) },
    { method: "GET", path: "/model-definitions/:channel", handle: (call) => definitions(deps, call) },
    { method: "POST", path: "/reset-quota", handle: (call) => resetQuota(deps, call) },
  ];
}

async function setStatus(deps: AuthFileRoutesDeps, { request }: ManagementCall): Promise<Response> {
  const body = await readObject(request);
  const disabled = member(body, "disabled");
  const authIndex = indexIn(body);
  const isBoolean = typeof disabled === "boolean";
  if (isBoolean && authIndex !== null && isKeyOfConfig(deps, authIndex)) {
    const via = { via: "config:excluded-models", excluded_pattern: EVERY_MODEL };
    return changedAnswer(await deps.switchKey({ authIndex, disabled }), { disabled, ...via });
  }
  const fileName = fileMeant(deps, body);
  if (!isBoolean) throw new ManagementFault(400, "disabled is required");
  const change = { changes: new Map([["disabled", disabled]]), wantsRefresh: false };
  throwUnlessEdited(await orFileFault("write file", editAuthFile(deps, fileName, change)));
  return Response.json({ status: "ok", disabled });
}

function isKeyOfConfig({ pool }: AuthFileRoutesDeps, authIndex: string): boolean {
  return pool.accounts().some(({ account }) => account.authIndex === authIndex && account.fileName === null);
}

async function setFields(deps: AuthFileRoutesDeps, { request }: ManagementCall): Promise<Response> {
  const body = await readObject(request);
  const fileName = fileMeant(deps, body);
  const read = readFieldChanges(body);
  if (read.kind === "refused") throw new ManagementFault(400, read.reason);
  throwUnlessEdited(await orFileFault("write file", editAuthFile(deps, fileName, read)));
  return Response.json({ status: "ok" });
}

async function models({ shelf, pool }: AuthFileRoutesDeps, { query }: ManagementCall): Promise<Response> {
  const name = query.get("name") ?? "";
  if (name === "") throw new ManagementFault(400, "name is required");
  const fileName = checked(name);
  const file = (await orFileFault("read auth dir", shelf.list())).find((one) => one.fileName === fileName);
  if (file === undefined) throw new ManagementFault(404, "auth file not found");
  const { account } = file;
  const names = account === null ? [] : pool.routes.namesOf(account.id);
  return Response.json({ models: names.map((id) => modelView(id, account?.provider ?? "")) });
}

/** What is known of a provider's models, whoever is signed in: panels suggest them where some are to be excluded. */
function definitions({ modelData }: AuthFileRoutesDeps, { params }: ManagementCall): Response {
  const channel = (params["channel"] ?? "").toLowerCase();
  const known = Object.hasOwn(modelData, channel) ? modelData[channel] : undefined;
  if (known === undefined) throw new ManagementFault(400, "unknown channel");
  return Response.json({ channel, models: known.models.map((id) => modelView(id, channel)) });
}

function modelView(id: string, owner: string): object {
  return { id, display_name: id, type: owner, owned_by: owner };
}

async function resetQuota({ pool }: AuthFileRoutesDeps, { request }: ManagementCall): Promise<Response> {
  const authIndex = indexIn(await readObject(request));
  if (authIndex === null) throw new ManagementFault(400, "auth_index is required");
  const live = pool.accounts().find(({ account }) => account.authIndex === authIndex);
  const reopened = live === undefined ? null : pool.reset(live.id);
  if (reopened === null) throw new ManagementFault(404, "auth not found");
  return Response.json({ status: "ok", auth_index: authIndex, models: reopened });
}

/** By its name, or by the account's handle where there is no name. Throws ManagementFault. */
function fileMeant({ pool }: AuthFileRoutesDeps, body: Body): string {
  const name = member(body, "name") ?? member(body, "id");
  if (typeof name === "string" && name !== "") return checked(name);
  const authIndex = indexIn(body);
  if (authIndex === null) throw new ManagementFault(400, "name is required");
  const fileName = fileNameOf(pool, authIndex);
  if (fileName === null) throw new ManagementFault(404, "auth file not found");
  return fileName;
}

/** `auth_index`, `authIndex` or `AuthIndex`; null where there is none. */
export function indexIn(body: Body): string | null {
  const index = member(body, "auth_index") ?? member(body, "authindex");
  return typeof index === "string" && index.trim() !== "" ? index.trim() : null;
}

function throwUnlessEdited(outcome: EditOutcome): void {
  if (outcome === "missing") throw new ManagementFault(404, "auth file not found");
  if (outcome === "broken") throw new ManagementFault(400, "auth file holds no JSON object");
}
