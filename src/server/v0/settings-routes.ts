// Settings that are read and written one by one: `{"value": ...}`.

import type { ConfigDocument } from "../../config/config-document.ts";
import { changeSetting, readSetting, resetSetting, type Setting, SETTINGS } from "../../management/config/settings.ts";
import { changedAnswer } from "./config-answer.ts";
import { member, readObject } from "./request-body.ts";
import type { ManagementCall, ManagementRoute } from "./route.ts";

export function createSettingsRoutes(document: ConfigDocument): readonly ManagementRoute[] {
  return SETTINGS.flatMap((setting) => routesOf(document, setting));
}

function routesOf(document: ConfigDocument, setting: Setting): readonly ManagementRoute[] {
  const { path } = setting;
  const name = path.slice(path.lastIndexOf("/") + 1);
  const change = async ({ request }: ManagementCall): Promise<Response> => {
    const body = await readObject(request);
    // Panels write a setting under its own name as well.
    const value = member(body, "value") ?? member(body, name);
    return changedAnswer(await changeSetting(document, setting, value));
  };
  const removal: ManagementRoute = {
    method: "DELETE",
    path,
    handle: async () => changedAnswer(await resetSetting(document, setting)),
  };
  return [
    { method: "GET", path, handle: () => Response.json({ [name]: readSetting(document, setting) }) },
    { method: "PUT", path, handle: change },
    { method: "PATCH", path, handle: change },
    ...(setting.removable === true ? [removal] : []),
  ];
}
