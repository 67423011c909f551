// What is said of all logins of a provider: models they never serve, further names.

import type { ConfigDocument } from "../../config/config-document.ts";
import { changeConfig, type ConfigPlanner } from "../../management/config/change-config.ts";
import {
  changeProvider,
  EXCLUDED_MODELS,
  MODEL_ALIASES,
  type ProviderMap,
  readProviderMap,
  removeProvider,
  replaceProviderMap,
} from "../../management/config/provider-maps.ts";
import { changedAnswer } from "./config-answer.ts";
import { member, readJson, readObject } from "./request-body.ts";
import { ManagementFault, type ManagementRoute } from "./route.ts";

export function createProviderMapRoutes(document: ConfigDocument): readonly ManagementRoute[] {
  return [EXCLUDED_MODELS, MODEL_ALIASES].flatMap((map) => routesOf(document, map));
}

function routesOf(document: ConfigDocument, map: ProviderMap): readonly ManagementRoute[] {
  const path = `/${map.name}`;
  const change = async (planner: ConfigPlanner): Promise<Response> =>
    changedAnswer(await changeConfig(document, planner));
  return [
    { method: "GET", path, handle: () => Response.json({ [map.name]: readProviderMap(document.inForce(), map) }) },
    {
      method: "PUT",
      path,
      async handle({ request }) {
        const body = await readJson(request);
        return change(() => replaceProviderMap(map, body));
      },
    },
    {
      method: "PATCH",
      path,
      async handle({ request }) {
        const body = await readObject(request);
        const provider = map.words.map((word) => member(body, word)).find((given) => given !== undefined);
        const entries = member(body, map.member);
        return change((now) => changeProvider(now, map, { provider, entries }));
      },
    },
    {
      method: "DELETE",
      path,
      handle({ query }) {
        const provider = map.words.map((word) => query.get(word) ?? "").find((given) => given.trim() !== "");
        if (provider === undefined) throw new ManagementFault(400, `missing ${map.words[0]}`);
        return change((now) => removeProvider(now, map, provider));
      },
    },
  ];
}
