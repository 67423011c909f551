// POST /vertex/import: a service account's key comes in as Google hands it out.

import { type ImportDeps, importServiceAccount } from "../../management/auth-files/import-service-account.ts";
import { orFileFault } from "./file-fault.ts";
import { type ManagementCall, ManagementFault, type ManagementRoute } from "./route.ts";
import { isMultipart, readMultipart } from "./uploaded-files.ts";

const MOST_BYTES = 1024 * 1024;
/** Where nothing is said (cliproxyapi facts 1.9). */
const USUAL_LOCATION = "us-central1";

export function createVertexRoutes(deps: ImportDeps): readonly ManagementRoute[] {
  return [{ method: "POST", path: "/vertex/import", handle: (call) => importKey(deps, call) }];
}

async function importKey(deps: ImportDeps, { request, query }: ManagementCall): Promise<Response> {
  if (!isMultipart(request)) throw new ManagementFault(400, "file required");
  const { files, fields } = await readMultipart(request, MOST_BYTES);
  const [file] = files;
  if (file === undefined) throw new ManagementFault(400, "file required");
  const said = (fields.get("location") ?? query.get("location") ?? "").trim().toLowerCase();
  const location = said === "" ? USUAL_LOCATION : said;
  const text = new TextDecoder().decode(file.bytes);
  const imported = await orFileFault("write file", importServiceAccount(deps, { text, location }));
  if (imported.kind === "refused") throw new ManagementFault(400, imported.reason);
  const { account, fileName } = imported;
  const { credentials } = account;
  return Response.json({
    status: "ok",
    "auth-file": fileName,
    project_id: credentials.kind === "oauth" ? (credentials.upstreamAccountId ?? "") : "",
    email: account.email ?? "",
    location,
  });
}
