import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createDashboardFiles, type DashboardFiles } from "./dashboard-files.ts";

let folder: string;
let files: DashboardFiles;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "switchyard-dashboard-"));
  await mkdir(join(folder, "assets"));
  await writeFile(join(folder, "index.html"), "<p>page</p>");
  await writeFile(join(folder, "assets", "page-1a2b.js"), "export {};");
  await writeFile(join(folder, "secret.txt"), "no");
  files = createDashboardFiles({ folder, pack: (bytes) => Bun.gzipSync(bytes) });
});
afterAll(() => rm(folder, { recursive: true }));

const get = async (path: string, headers: Record<string, string> = {}): Promise<Response | null> =>
  files(new Request(`http://localhost${path}`, { headers }));

test("the page is asked for anew each time, its hashed parts never again", async () => {
  expect((await get("/"))?.headers.get("cache-control")).toBe("no-cache");
  expect((await get("/assets/page-1a2b.js"))?.headers.get("cache-control")).toContain("immutable");
});

test("who takes gzip gets gzip of the same bytes", async () => {
  const packed = await get("/", { "accept-encoding": "gzip, br" });
  expect(packed?.headers.get("content-encoding")).toBe("gzip");
  expect(Buffer.from(Bun.gunzipSync(new Uint8Array((await packed?.arrayBuffer()) ?? [])))).toEqual(
    Buffer.from("<p>page</p>"),
  );
  expect(await (await get("/"))?.text()).toBe("<p>page</p>");
});

test("nothing may be loaded from elsewhere, nobody may frame it", async () => {
  expect((await get("/"))?.headers.get("content-security-policy")).toMatch(
    /default-src 'self'.*frame-ancestors 'none'/,
  );
});

test.each(["/v1/models", "/api/settings", "/secret.txt", "/health"])("%s is another door's", async (path) => {
  expect(await get(path)).toBeNull();
});

test.each(["/assets/../secret.txt", "/assets/%2e%2e/secret.txt", "/assets/..%2fsecret.txt"])(
  "%s leads nowhere out of the build",
  async (path) => {
    expect((await get(path))?.status ?? 404).toBe(404);
  },
);

test("a build that comes while the gateway runs is served", async () => {
  expect((await get("/assets/late.js"))?.status).toBe(404);
  await writeFile(join(folder, "assets", "late.js"), "1");
  expect((await get("/assets/late.js"))?.status).toBe(200);
});
