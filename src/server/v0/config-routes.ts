// The configuration as a whole, as JSON to read and as the file to read and replace; and which version this is.

import type { ConfigDocument } from "../../config/config-document.ts";
import type { Passwords } from "../../management/access/key-check.ts";
import { readConfig } from "../../management/config/read-config.ts";
import { replaceConfig } from "../../management/config/replace-config.ts";
import type { AuthIndexes } from "../../management/key-lists/upstream-lists.ts";
import { readText } from "./request-body.ts";
import { type ManagementCall, ManagementFault, type ManagementRoute } from "./route.ts";

export interface ConfigRoutesDeps {
  readonly document: ConfigDocument;
  readonly authIndexes: AuthIndexes;
  readonly passwords: Pick<Passwords, "verify">;
  readonly version: string;
}

export function createConfigRoutes(deps: ConfigRoutesDeps): readonly ManagementRoute[] {
  const { document, authIndexes, version } = deps;
  return [
    { method: "GET", path: "/config", handle: () => Response.json(readConfig(document, authIndexes)) },
    { method: "GET", path: "/config.yaml", handle: () => giveFile(document) },
    { method: "PUT", path: "/config.yaml", handle: (call) => takeFile(deps, call) },
    // Nobody is asked: nothing is sent anywhere but to the upstreams (rulings). What runs is the latest that is known here.
    { method: "GET", path: "/latest-version", handle: () => Response.json({ "latest-version": `v${version}` }) },
  ];
}

async function giveFile(document: ConfigDocument): Promise<Response> {
  const text = await document.onDisk();
  if (text === null) throw new ManagementFault(404, "not_found", { message: "config file not found" });
  return new Response(text, { headers: { "content-type": "application/yaml; charset=utf-8" } });
}

async function takeFile({ document, passwords }: ConfigRoutesDeps, { request }: ManagementCall): Promise<Response> {
  const text = await readText(request);
  if (text === null) throw new ManagementFault(422, "invalid_config", { message: "the file is not UTF-8 text" });
  const replaced = await replaceConfig(document, text, passwords);
  switch (replaced.kind) {
    case "replaced": {
      const { needsRestart } = replaced;
      const more = needsRestart.length === 0 ? {} : { needs_restart: needsRestart };
      return Response.json({ ok: true, changed: ["config"], ...more });
    }
    case "invalid":
      throw new ManagementFault(422, "invalid_config", { message: replaced.message });
    case "not_written":
      throw new ManagementFault(500, "write_failed", { message: replaced.reason });
  }
}
