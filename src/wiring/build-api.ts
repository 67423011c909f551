// The API of the dashboard and the CLI, /api: behind a door that opens when the first call comes.

import { type ApiDoor, createApiDoor } from "../server/api/door.ts";
import type { ApiParts } from "./open-api.ts";

export function buildApi(parts: ApiParts): ApiDoor {
  return createApiDoor(async () => {
    const { openApi } = await import("./open-api.ts");
    return openApi(parts);
  });
}
