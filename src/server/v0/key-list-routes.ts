// The lists of keys: the clients', and each upstream's.

import type { ConfigDocument } from "../../config/config-document.ts";
import { changeConfig, type ConfigPlanner } from "../../management/config/change-config.ts";
import { apiKeys, generativeLanguageKeys, type KeyList } from "../../management/key-lists/key-lists.ts";
import {
  type AuthIndexes,
  changeUpstreamEntry,
  readUpstreamList,
  removeUpstreamEntry,
  replaceUpstreamList,
  UPSTREAM_LISTS,
  type UpstreamList,
} from "../../management/key-lists/upstream-lists.ts";
import { changedAnswer } from "./config-answer.ts";
import { invalidBody, member, readJson, readObject } from "./request-body.ts";
import type { ManagementRoute } from "./route.ts";

export function createKeyListRoutes(document: ConfigDocument, authIndexes: AuthIndexes): readonly ManagementRoute[] {
  return [
    ...[apiKeys, generativeLanguageKeys].flatMap((list) => keyListRoutes(document, list)),
    ...UPSTREAM_LISTS.flatMap((list) => upstreamListRoutes(document, list, authIndexes)),
  ];
}

function keyListRoutes(document: ConfigDocument, list: KeyList): readonly ManagementRoute[] {
  const path = `/${list.name}`;
  const change = async (planner: ConfigPlanner): Promise<Response> =>
    changedAnswer(await changeConfig(document, planner));
  return [
    { method: "GET", path, handle: () => Response.json({ [list.name]: list.read(document.inForce()) }) },
    {
      method: "PUT",
      path,
      async handle({ request }) {
        const body = await readJson(request);
        return change((now) => list.replace(now, body));
      },
    },
    {
      method: "PATCH",
      path,
      async handle({ request }) {
        const body = await readObject(request);
        const given = (name: string): unknown => member(body, name);
        for (const name of ["value", "old", "new"]) mustBe("string", given(name));
        mustBe("number", given("index"));
        const asked = { index: given("index"), value: given("value"), old: given("old"), new: given("new") };
        return change((now) => list.change(now, asked));
      },
    },
    {
      method: "DELETE",
      path,
      handle({ query }) {
        const which = { index: indexAsked(query), value: query.get("value") };
        return change((now) => list.remove(now, which));
      },
    },
  ];
}

function upstreamListRoutes(
  document: ConfigDocument,
  list: UpstreamList,
  authIndexes: AuthIndexes,
): readonly ManagementRoute[] {
  const path = `/${list.name}`;
  const change = async (planner: ConfigPlanner): Promise<Response> =>
    changedAnswer(await changeConfig(document, planner));
  return [
    {
      method: "GET",
      path,
      handle: () => Response.json({ [list.name]: readUpstreamList(document.inForce(), list, authIndexes) }),
    },
    {
      method: "PUT",
      path,
      async handle({ request }) {
        const body = await readJson(request);
        return change((now) => replaceUpstreamList(now, list, body));
      },
    },
    {
      method: "PATCH",
      path,
      async handle({ request }) {
        const asked = entryChange(await readObject(request), list);
        return change((now) => changeUpstreamEntry(now, list, asked));
      },
    },
    {
      method: "DELETE",
      path,
      handle({ query }) {
        const identity = query.get(list.identity)?.trim() ?? "";
        const baseUrl = query.get("base-url");
        const which = { index: indexAsked(query), identity: identity === "" ? null : identity, baseUrl };
        return change((now) => removeUpstreamEntry(now, list, which));
      },
    },
  ];
}

function entryChange(
  body: Readonly<Record<string, unknown>>,
  list: UpstreamList,
): Parameters<typeof changeUpstreamEntry>[2] {
  const index = member(body, "index");
  const match = member(body, "match") ?? member(body, list.identity);
  const baseUrl = member(body, "base-url");
  mustBe("number", index);
  mustBe("string", match);
  mustBe("string", baseUrl);
  return {
    index: typeof index === "number" ? index : null,
    identity: typeof match === "string" && match.trim() !== "" ? match.trim() : null,
    baseUrl: typeof baseUrl === "string" ? baseUrl : null,
    value: member(body, "value"),
  };
}

/** Absent is allowed. Throws ManagementFault. */
function mustBe(type: "string" | "number", value: unknown): void {
  const isRight = typeof value === type && (type === "string" || Number.isInteger(value));
  if (value !== undefined && value !== null && !isRight) throw invalidBody();
}

/** As the contract's programs read it: digits, whatever follows them; null where there are none. */
function indexAsked(query: URLSearchParams): number | null {
  const digits = /^\s*(-?\d+)/.exec(query.get("index") ?? "")?.[1];
  return digits === undefined ? null : Number(digits);
}
