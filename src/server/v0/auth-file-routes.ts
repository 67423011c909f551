// Auth files: list, upload, download, delete; their switch, fields and models.

import { type AuthFileRow, listAuthFiles } from "../../management/auth-files/list-auth-files.ts";
import { uploadAuthFiles, type UploadedFile } from "../../management/auth-files/upload-auth-files.ts";
import type { AuthFileRoutesDeps } from "./auth-file-deps.ts";
import { createAuthFileEditRoutes } from "./auth-file-edit-routes.ts";
import { authFileView } from "./auth-file-view.ts";
import { checked } from "./checked-name.ts";
import { recentView } from "./recent-view.ts";
import { orFileFault } from "./file-fault.ts";
import { isObject, member, readBytes, readJson } from "./request-body.ts";
import { type ManagementCall, ManagementFault, type ManagementRoute } from "./route.ts";
import { isMultipart, readMultipart } from "./uploaded-files.ts";

/** One file may have 10 MiB; panels send many at once. */
const MOST_UPLOAD_BYTES = 64 * 1024 * 1024;
/** A little more than a file may have, so that the refusal says which limit it was. */
const MOST_RAW_BYTES = 11 * 1024 * 1024;

export function createAuthFileRoutes(deps: AuthFileRoutesDeps): readonly ManagementRoute[] {
  const path = "/auth-files";
  return [
    { method: "GET", path, handle: (call) => list(deps, call) },
    { method: "POST", path, handle: (call) => upload(deps, call) },
    { method: "DELETE", path, handle: (call) => remove(deps, call) },
    { method: "GET", path: "/auth-files/download", audited: true, handle: (call) => download(deps, call) },
    ...createAuthFileEditRoutes(deps),
  ];
}

async function list(deps: AuthFileRoutesDeps, { query }: ManagementCall): Promise<Response> {
  const filter = { fileName: given(query, "name"), authIndex: given(query, "auth_index") };
  const rows = await orFileFault("read auth dir", listAuthFiles(deps, filter));
  const now = deps.clock.now();
  const recent = createRecentTexts();
  const texts = rows.map((row) => {
    const view = JSON.stringify(authFileView(row, now));
    return `${view.slice(0, -1)},"recent_requests":${recent(row.recent)}}`;
  });
  return new Response(`{"files":[${texts.join(",")}]}`, {
    headers: { "content-type": "application/json;charset=utf-8" },
  });
}

/** Most of a long list is what idle accounts have in common: it is written once. */
function createRecentTexts(): (buckets: AuthFileRow["recent"]) => string {
  const texts = new Map<AuthFileRow["recent"], string>();
  return (buckets) => {
    const text = texts.get(buckets) ?? JSON.stringify(recentView(buckets));
    texts.set(buckets, text);
    return text;
  };
}

async function download({ shelf }: AuthFileRoutesDeps, { query }: ManagementCall): Promise<Response> {
  const fileName = checked(query.get("name") ?? "");
  const text = await orFileFault("read file", shelf.read(fileName));
  if (text === null) throw new ManagementFault(404, "file not found");
  return new Response(text, {
    headers: {
      "content-type": "application/json",
      // Both spellings: quotes and letters beyond ASCII have no place in the first (RFC 6266 4.3).
      "content-disposition": `attachment; filename="${fileName.replaceAll(/[^ !#-[\]-~]/g, "_")}"; filename*=UTF-8''${encoded(fileName)}`,
    },
  });
}

async function upload({ shelf }: AuthFileRoutesDeps, { request, query }: ManagementCall): Promise<Response> {
  const files = isMultipart(request)
    ? (await readMultipart(request, MOST_UPLOAD_BYTES)).files
    : [await raw(request, query)];
  if (files.length === 0) throw new ManagementFault(400, "no files uploaded");
  const { uploaded, failed } = await orFileFault("write file", uploadAuthFiles(shelf, files));
  const [first] = failed;
  const told = failed.map(({ name, reason }) => ({ name, error: reason }));
  if (first !== undefined && uploaded.length === 0) {
    throw new ManagementFault(400, first.reason, files.length === 1 ? {} : { failed: told });
  }
  if (first !== undefined) {
    const partial = { status: "partial", uploaded: uploaded.length, files: uploaded, failed: told };
    return Response.json(partial, { status: 207 });
  }
  if (files.length === 1) return Response.json({ status: "ok" });
  return Response.json({ status: "ok", uploaded: uploaded.length, files: uploaded });
}

/** The name is looked at before the body is. */
async function raw(request: Request, query: URLSearchParams): Promise<UploadedFile> {
  const name = checked(query.get("name") ?? "");
  return { name, bytes: await readBytes(request, MOST_RAW_BYTES) };
}

async function remove({ shelf }: AuthFileRoutesDeps, { request, query }: ManagementCall): Promise<Response> {
  if (/^(true|1|\*)$/.test(query.get("all") ?? "")) {
    const all = (await orFileFault("read auth dir", shelf.list())).map(({ fileName }) => fileName);
    return Response.json({ status: "ok", deleted: (await orFileFault("remove file", shelf.remove(all))).length });
  }
  const inQuery = query.getAll("name");
  const names = (inQuery.length > 0 ? inQuery : await namesIn(request)).map((name) => checked(name));
  const removed = await orFileFault("remove file", shelf.remove(names));
  const missing = names.filter((name) => !removed.includes(name));
  if (names.length === 0) throw new ManagementFault(400, "invalid name");
  if (removed.length === 0) throw new ManagementFault(404, "file not found");
  if (names.length === 1) return Response.json({ status: "ok" });
  const told = { deleted: removed.length, files: removed };
  if (missing.length === 0) return Response.json({ status: "ok", ...told });
  const failed = missing.map((name) => ({ name, error: "file not found" }));
  return Response.json({ status: "partial", ...told, failed }, { status: 207 });
}

/** `{"name": ...}`, `{"names": [...]}` or a list of names. */
async function namesIn(request: Request): Promise<readonly string[]> {
  if (request.body === null) return [];
  const json = await readJson(request);
  const one = isObject(json) ? member(json, "name") : undefined;
  const names = isObject(json) ? (member(json, "names") ?? (one === undefined ? undefined : [one])) : json;
  if (!Array.isArray(names) || !names.every((name) => typeof name === "string")) {
    throw new ManagementFault(400, "invalid body");
  }
  return names;
}

function given(query: URLSearchParams, name: string): string | null {
  const value = query.get(name);
  return value === null || value === "" ? null : value;
}

/** As RFC 8187 3.2.1 has it. */
function encoded(fileName: string): string {
  return encodeURIComponent(fileName.toWellFormed()).replaceAll(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16)}`,
  );
}
