import { describe, expect, test } from "bun:test";

import type { Account } from "../domain/account.ts";
import { ALL_MODELS } from "../domain/account.ts";
import { failure } from "../domain/failure.ts";
import type { RequestRecord } from "../domain/request-record.ts";
import { secret } from "../domain/secret.ts";
import { createFakeClock } from "../../test/support/fake-clock.ts";
import { sampleRecord } from "../../test/support/sample-record.ts";
import { createTellOnce } from "./tell-once.ts";
import type { CallSaid, OpenTranscript } from "./transcript.ts";
import { createTranscripts, type TranscriptSettings } from "./transcripts.ts";

const ALL: TranscriptSettings = { ofAll: true, errorFiles: 10 };
const FAILED: TranscriptSettings = { ofAll: false, errorFiles: 10 };
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const record = (id: string, more: Partial<RequestRecord> = {}): RequestRecord => sampleRecord({ id, ...more });
const BROKEN = { outcome: "error", status: 502, errorCode: "upstream_error" } as const;

const ACCOUNT: Account = {
  id: "acc_ada",
  authIndex: "ada",
  provider: "codex",
  credentials: { kind: "api-key", key: secret("key-of-ada") },
  headers: { "x-gate": secret("open-it"), "x-n": secret("42") },
  models: ALL_MODELS,
} as unknown as Account;
const CALL: CallSaid = {
  method: "POST",
  url: "https://upstream.example/v1/responses",
  headers: { authorization: "Bearer key-of-ada", "x-gate": "open-it", "X-N": "42", accept: "*/*" },
  body: bytes('{"said":"upstream"}'),
};

function setUp(settings: TranscriptSettings, create?: () => Promise<number>) {
  const clock = createFakeClock();
  const files = new Map<string, string>();
  const told: unknown[] = [];
  const transcripts = createTranscripts({
    clock,
    folder: {
      create(name, pieces) {
        if (create !== undefined) return create();
        files.set(name, [...pieces].join(""));
        return Promise.resolve(1);
      },
    },
    cap: { grew: () => undefined, check: () => undefined },
    trouble: createTellOnce((error) => void told.push(error)),
    settings: () => settings,
  });
  const open = (body = '{"said":"client"}'): OpenTranscript => {
    const headers = new Headers({ authorization: "Bearer key-of-client", "user-agent": "codex" });
    const url = "http://localhost:1/v1/responses?key=key-in-address&alt=sse";
    const opened = transcripts.open({ url, headers, body: bytes(body) });
    if (opened === null) throw new Error("no transcript");
    opened.attempted();
    return opened;
  };
  return { transcripts, open, files, told, clock };
}

describe("a transcript", () => {
  test("has everything that was said, in order, under the request's id", async () => {
    const { transcripts, open, files } = setUp(ALL);
    const transcript = open();
    const call = transcript.called(CALL, ACCOUNT);
    expect(call.answered(200, new Headers({ "x-request-id": "up_1", "set-cookie": "a=cookie-of-upstream" }))).toBe(
      true,
    );
    transcript.answered(200, { "content-type": "text/event-stream" });
    transcript.begun();
    for (const piece of ["data: o", "ne\n\n"]) {
      call.told(bytes(piece));
      transcript.told(piece);
    }
    transcript.settled(record("req_1"));
    await transcripts.flush();
    const [[name, text] = ["", ""]] = files;
    expect(name).toBe("v1-responses-2026-01-01T123000-req_1.log");
    const inOrder = [
      "req_1 POST /v1/responses",
      "/v1/responses?key=[secret]&alt=sse",
      "user-agent: codex",
      '{"said":"client"}',
      "Attempt 1: ada@example.com",
      "POST https://upstream.example/v1/responses",
      "authorization: [secret]\nx-gate: [secret]\nX-N: [secret]\naccept: */*",
      '{"said":"upstream"}',
      "answered 200",
      "x-request-id: up_1",
      "data: one\n\n",
      "The answer to the client: 200",
      "content-type: text/event-stream",
      "data: one\n\n",
    ];
    let at = 0;
    for (const piece of inOrder) {
      const found = text.indexOf(piece, at);
      expect([piece, found >= at]).toEqual([piece, true]);
      at = found + piece.length;
    }
    expect(text).not.toMatch(/key-of|key-in|open-it|cookie-of/);
  });

  test("hides the account's and the client's secrets also where they are repeated", async () => {
    const { transcripts, open, files } = setUp(ALL);
    const transcript = open("I am key-of-client");
    const call = transcript.called(CALL, ACCOUNT);
    call.answered(401, new Headers());
    call.told(bytes("Incorrect API key provided: key-of-ada (gate open-it)"));
    transcript.settled(record("req_1"));
    await transcripts.flush();
    const text = [...files.values()].join("");
    expect(text).toContain("Incorrect API key provided: [secret] (gate [secret])");
    expect(text).toContain("I am [secret]");
  });

  test("has what is said in the same breath as the end", async () => {
    const { open, files, clock } = setUp(ALL);
    const transcript = open();
    transcript.settled(record("req_1", BROKEN));
    transcript.answered(502, {});
    transcript.told("the last word");
    clock.advance(1000);
    await Promise.resolve();
    expect([...files.values()].join("")).toContain("the last word");
  });

  test("is cut where it grows too long, and says so", async () => {
    const { transcripts, open, files } = setUp(ALL);
    const transcript = open("c".repeat(3_000_000));
    const call = transcript.called({ ...CALL, body: "u".repeat(3_000_000) }, ACCOUNT);
    call.answered(200, new Headers());
    for (let index = 0; index < 100; index += 1) {
      call.told(new Uint8Array(100_000).fill(97));
      transcript.told("b".repeat(100_000));
    }
    transcript.answered(200, {});
    transcript.settled(record("req_1"));
    await transcripts.flush();
    const text = [...files.values()].join("");
    expect(text.match(/\[cut at \d+ bytes, \d+ more\]/g)).toEqual([
      "[cut at 1048576 bytes, 1951424 more]",
      "[cut at 1048576 bytes, 1951424 more]",
      "[cut at 1048576 bytes, 8951424 more]",
      "[cut at 1048576 bytes, 8951424 more]",
    ]);
    expect(text.length).toBeLessThan(5_000_000);
  });

  test("however many there are, all together they keep a bounded part of what is said", async () => {
    const { transcripts, open, files } = setUp(ALL);
    const many = Array.from({ length: 100 }, () => open("c".repeat(1_000_000)));
    for (const [index, transcript] of many.entries()) transcript.settled(record(`req_${index}`));
    await transcripts.flush();
    const kept = [...files.values()].reduce((sum, text) => sum + text.length, 0);
    expect(kept).toBeGreaterThan(60_000_000);
    expect(kept).toBeLessThan(70_000_000);
    // What was written makes room.
    open("d".repeat(1_000_000)).settled(record("req_next"));
    await transcripts.flush();
    expect([...files.values()].at(-1)).toContain("d".repeat(1_000_000));
  });
});

describe("while not all requests are of interest", () => {
  test("a request that succeeds or is cancelled leaves none", async () => {
    const { transcripts, open, files } = setUp(FAILED);
    for (const outcome of ["ok", "cancelled"] as const) {
      const transcript = open();
      transcript.answered(200, {});
      transcript.settled(record(`req_${outcome}`, { outcome }));
    }
    await transcripts.flush();
    expect(files.size).toBe(0);
  });

  test("one that fails leaves what explains it", async () => {
    const { transcripts, open, files } = setUp(FAILED);
    const transcript = open();
    const first = transcript.called(CALL, ACCOUNT);
    expect(first.answered(503, new Headers())).toBe(true);
    first.told(bytes("we are down"));
    transcript.called(CALL, ACCOUNT).failed(failure("unreachable", "connect_timeout", "No connection"));
    transcript.settled(record("req_1", BROKEN));
    transcript.answered(502, {});
    await transcripts.flush();
    expect([...files.keys()]).toEqual(["error-v1-responses-2026-01-01T123000-req_1.log"]);
    for (const piece of ['{"said":"client"}', "we are down", "connect_timeout: No connection"])
      expect([...files.values()].join("")).toContain(piece);
  });

  test("nothing is held of one whose answer has begun", async () => {
    const { transcripts, open, files } = setUp(FAILED);
    const transcript = open();
    const call = transcript.called(CALL, ACCOUNT);
    expect(call.answered(200, new Headers())).toBe(false);
    transcript.answered(200, {});
    transcript.begun();
    transcript.told("content");
    transcript.settled(record("req_1", BROKEN));
    await transcripts.flush();
    const text = [...files.values()].join("");
    expect(text).not.toMatch(/"said"|content/);
    expect(text).toContain("[not kept: the answer had begun]");
  });

  test("one whose body was relayed as it came leaves it in both places, and once in memory", async () => {
    const { transcripts, files } = setUp({ ...FAILED, errorFiles: 1000 });
    const body = bytes("r".repeat(1_000_000));
    for (let index = 0; index < 40; index += 1) {
      const transcript = transcripts.open({ url: "/", headers: new Headers(), body });
      transcript?.attempted();
      transcript?.called({ ...CALL, body }, ACCOUNT).answered(503, new Headers());
      transcript?.answered(502, {});
      transcript?.settled(record(`req_${index}`, BROKEN));
    }
    await transcripts.flush();
    const told = [...files.values()].map((text) => text.split("r".repeat(1_000_000)).length - 1);
    expect(told).toEqual(Array.from({ length: 40 }, () => 2));
  });

  test("however many run, all together they keep a bounded part, and nothing of those that came to a good end", async () => {
    const { transcripts, open, files } = setUp({ ...FAILED, errorFiles: 1000 });
    const fail = (transcript: OpenTranscript, id: string): void => {
      transcript.answered(502, {});
      transcript.settled(record(id, BROKEN));
    };
    const call = (transcript: OpenTranscript): void =>
      void transcript.called({ ...CALL, body: "u".repeat(1_000_000) }, ACCOUNT);
    const many = Array.from({ length: 100 }, () => open());
    for (const transcript of many) call(transcript);
    const late = open();
    call(late);
    fail(late, "req_late");
    for (const transcript of many.splice(0, 30)) transcript.begun();
    for (const transcript of many.splice(0, 30)) transcript.settled(record("req_ok", { outcome: "ok" }));
    await transcripts.flush();
    expect([...files.values()].join("")).toContain("[cut at 0 bytes, 1000000 more]");
    files.clear();
    const next = open();
    call(next);
    fail(next, "req_next");
    await transcripts.flush();
    expect([...files.values()].join("")).toContain("u".repeat(1_000_000));
  });

  test("one that failed where the client got its answer all the same leaves none", async () => {
    const { transcripts, open, files } = setUp(FAILED);
    open().settled(record("req_1", BROKEN));
    await transcripts.flush();
    expect(files.size).toBe(0);
  });

  test("of a flood of failures only as many are written as are kept, the newest", async () => {
    const { transcripts, open, files } = setUp({ ...FAILED, errorFiles: 2 });
    for (let index = 0; index < 50; index += 1) {
      const transcript = open();
      transcript.answered(502, {});
      transcript.settled(record(`req_${index}`, BROKEN));
    }
    await transcripts.flush();
    expect([...files.keys()].map((name) => name.split("-").at(-1))).toEqual(["req_48.log", "req_49.log"]);
  });

  test("none is opened where none is to be kept", () => {
    const { transcripts } = setUp({ ofAll: false, errorFiles: 0 });
    expect(transcripts.open({ url: "", headers: new Headers(), body: null })).toBeNull();
  });
});

describe("a disk that does not take them", () => {
  test("is told of once, and loses no request but its transcript", async () => {
    const { transcripts, open, told } = setUp(ALL, () => Promise.reject(new Error("ENOSPC")));
    for (let index = 0; index < 3; index += 1) open().settled(record(`req_${index}`));
    await transcripts.flush();
    expect(told).toHaveLength(1);
  });

  test("does not make them pile up", () => {
    const { open, told, clock } = setUp(ALL, () => Promise.withResolvers<number>().promise);
    open().settled(record("req_0"));
    clock.advance(1000);
    for (let index = 0; index < 1100; index += 1) open().settled(record(`req_${index}`));
    expect(told).toHaveLength(1);
  });
});
