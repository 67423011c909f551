// The log and the transcripts of failed requests, over a real gateway.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { type SignedIn, signIn } from "../support/api-client.ts";
import { logLines, seedLogs } from "../support/seeded-logs.ts";
import { startWorld, type World } from "../support/world.ts";

const AT = Date.UTC(2026, 0, 1, 12);

let world: World;
let api: SignedIn;
let failed = "";
beforeAll(async () => {
  world = await startWorld({
    accounts: 1,
    prepare: async (place) => {
      failed = await seedLogs(place, { lines: logLines(AT, 10), at: AT });
    },
  });
  api = await signIn(world);
});
afterAll(() => world[Symbol.asyncDispose]());

describe("the log", () => {
  test("has its newest lines, in plain words and in order", async () => {
    const { lines, latest, to_file } = await api.call("get", "/api/logs", { query: { limit: 2 } });
    expect(lines).toEqual([
      "2026-01-01 11:59:59.000Z error event_8 request_id=req_line0000000008",
      "2026-01-01 12:00:00.000Z info event_9 request_id=req_line0000000009",
    ]);
    expect([latest, to_file]).toEqual([AT / 1000, false]);
  });

  test("after a second has what was written in later ones", async () => {
    const { lines } = await api.call("get", "/api/logs", { query: { after: AT / 1000 - 3 } });
    expect(lines.map((line) => line.split(" ")[3])).toEqual(["event_7", "event_8", "event_9"]);
  });

  test("is refused to viewers, and so are transcripts", async () => {
    const viewer = await signIn(world, "viewer");
    for (const path of ["/api/logs", "/api/logs/transcripts", `/api/logs/transcripts/${failed}`]) {
      expect(await viewer.refused("GET", path)).toMatchObject({ status: 403, code: "read_only_access" });
    }
  });
});

describe("transcripts of failed requests", () => {
  test("are listed with their request, and each is a file that the audit knows of", async () => {
    const { transcripts, of_all } = await api.call("get", "/api/logs/transcripts");
    expect(of_all).toBe(false);
    expect(transcripts).toMatchObject([{ request_id: failed, bytes: 41 }]);
    const file = await api.raw("GET", `/api/logs/transcripts/${failed}`);
    expect(file.headers.get("content-disposition")).toBe(`attachment; filename="${transcripts[0]?.name}"`);
    expect(file.body).toBe("=== asked ===\nhello\n=== answered ===\n502\n");
    const { entries } = await api.call("get", "/api/audit", { query: { action: "transcript.read" } });
    expect(entries).toMatchObject([{ subject: failed }]);
  });

  test.each(["req_nobody", "..%2F..%2Fconfig.yaml", "main.log"])("one of %s is not there", async (id) => {
    expect(await api.refused("GET", `/api/logs/transcripts/${id}`)).toMatchObject({
      ...{ status: 404, code: "transcript_not_found" },
    });
  });
});
