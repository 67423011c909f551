// The load, in a process of its own: jobs come over the parent's channel, one at a time.
// usage: started by load-driver.ts

import { type Connection, connect, type Ready } from "./connection.ts";
import type { Job, JobMessage, Outcome, OutcomeMessage, Request } from "./load-jobs.ts";

/** A program that is this many ms behind cannot keep up; waiting for it would only fill memory. */
const MOST_BEHIND_MS = 500;
/** Streams that are being opened at once: a burst of a thousand connections would measure the listen queue. */
const OPENING_AT_ONCE = 100;

interface Tally {
  answers: number;
  events: number;
  failures: number;
  failure: string | null;
  readonly latencies: number[];
}

const held: { readonly connection: Connection; events: number }[] = [];

process.on("message", (message: JobMessage) => {
  void perform(message.job).then((outcome) => {
    const answer: OutcomeMessage = { id: message.id, outcome };
    process.send?.(answer);
  });
});
process.on("disconnect", () => process.exit(0));

async function perform(job: Job): Promise<Outcome> {
  const tally: Tally = { answers: 0, events: 0, failures: 0, failure: null, latencies: [] };
  const startedAt = performance.now();
  try {
    await run(job, tally);
  } catch (error) {
    fail(tally, error);
  }
  return { ...tally, tookMs: performance.now() - startedAt };
}

function run(job: Job, tally: Tally): Promise<void> {
  switch (job.kind) {
    case "saturate":
      return saturate(job, tally);
    case "pace":
      return pace(job, tally);
    case "open":
      return open(job, tally);
    case "count":
      return count(job.forMs, tally);
    case "drop":
      return drop();
  }
}

async function saturate(job: Extract<Job, { kind: "saturate" }>, tally: Tally): Promise<void> {
  const ready = readied(job.request);
  const endsAt = performance.now() + job.forMs;
  const { most = Number.POSITIVE_INFINITY, aborted = 0 } = job;
  const everyNth = aborted === 0 ? Number.POSITIVE_INFINITY : Math.round(1 / aborted);
  let asked = 0;
  const worker = async (): Promise<void> => {
    let connection = await connect(ready);
    while (performance.now() < endsAt && asked < most && tally.failures === 0) {
      if (!connection.isOpen()) connection = await connect(ready);
      asked += 1;
      if (asked % everyNth === 0) await askAndLeave(connection);
      else {
        const events = await connection.ask();
        tally.events += events;
        tally.answers += 1;
      }
    }
    connection.drop();
  };
  const workers = Array.from({ length: job.atOnce }, () => worker().catch((error: unknown) => fail(tally, error)));
  await Promise.all(workers);
}

/** Asks, and hangs up as soon as something of the answer is there. */
function askAndLeave(connection: Connection): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      connection.drop();
      resolve();
    };
    connection.ask(leave).then(() => resolve(), reject);
  });
}

async function pace(job: Extract<Job, { kind: "pace" }>, tally: Tally): Promise<void> {
  const ready = readied(job.request);
  const total = Math.floor((job.perSecond * job.forMs) / 1000);
  const startedAt = performance.now() + 5;
  const idle: Connection[] = [];
  const all: Connection[] = [];
  const running = new Set<Promise<void>>();
  const another = async (): Promise<Connection> => {
    const connection = await connect(ready);
    all.push(connection);
    return connection;
  };
  const ask = async (dueAt: number): Promise<void> => {
    let connection = idle.pop();
    while (connection?.isOpen() === false) connection = idle.pop();
    connection ??= await another();
    await connection.ask();
    tally.latencies.push(performance.now() - dueAt);
    tally.answers += 1;
    idle.push(connection);
  };
  for (let index = 0; index < total && tally.failures === 0; index += 1) {
    const dueAt = startedAt + (index * 1000) / job.perSecond;
    // Late requests follow at once; that they were late counts against the program that held them up.
    if (dueAt > performance.now()) await Bun.sleep(dueAt - performance.now());
    if (running.size > (job.perSecond * MOST_BEHIND_MS) / 1000) {
      fail(tally, new Error(`cannot keep up with ${job.perSecond} requests a second`));
      break;
    }
    const one: Promise<void> = ask(dueAt)
      .catch((error: unknown) => fail(tally, error))
      .finally(() => running.delete(one));
    running.add(one);
  }
  if (tally.failures === 0) await Promise.all(running);
  for (const connection of all) connection.drop();
}

async function open({ request, count: wanted, limitMs }: Extract<Job, { kind: "open" }>, tally: Tally): Promise<void> {
  const ready = readied(request);
  const endsAt = performance.now() + limitMs;
  let asked = 0;
  const openOne = async (): Promise<void> => {
    const one = { connection: await connect(ready), events: 0 };
    held.push(one);
    await new Promise<void>((resolve, reject) => {
      const progress = (events: number): void => {
        one.events = events;
        if (events > 0) resolve();
      };
      one.connection.ask(progress).then(() => reject(new Error("a stream ended before it was counted")), reject);
      setTimeout(
        () => reject(new Error(`${tally.answers} of ${wanted} streams were open after ${limitMs} ms`)),
        Math.max(0, endsAt - performance.now()),
      );
    });
    tally.answers += 1;
  };
  const opener = async (): Promise<void> => {
    while (asked < wanted && tally.failures === 0) {
      asked += 1;
      await openOne().catch((error: unknown) => fail(tally, error));
    }
  };
  await Promise.all(Array.from({ length: Math.min(OPENING_AT_ONCE, wanted) }, opener));
}

async function count(forMs: number, tally: Tally): Promise<void> {
  const eventsOfAll = (): number => held.reduce((sum, { events }) => sum + events, 0);
  const before = eventsOfAll();
  await Bun.sleep(forMs);
  tally.events = eventsOfAll() - before;
  tally.answers = held.filter(({ connection }) => connection.isOpen()).length;
  if (tally.answers < held.length) fail(tally, new Error(`${held.length - tally.answers} streams ended early`));
}

async function drop(): Promise<void> {
  for (const { connection } of held.splice(0)) connection.drop();
}

function fail(tally: Tally, error: unknown): void {
  tally.failures += 1;
  tally.failure ??= error instanceof Error ? error.message : String(error);
}

function readied({ url, headers, body, streams, leastBytes }: Request): Ready {
  const { hostname, port, pathname, search, host } = new URL(url);
  const bytes = Buffer.from(body);
  const lines = Object.entries({
    host,
    "content-type": "application/json",
    "content-length": String(bytes.length),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = Buffer.from(`POST ${pathname}${search} HTTP/1.1\r\n${lines.join("")}\r\n`);
  return {
    target: { host: hostname, port: Number(port) },
    message: Buffer.concat([head, bytes]),
    countsEvents: streams,
    leastBytes,
  };
}
