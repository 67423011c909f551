// A request for some work, asked once beforehand: no figure counts unless the whole answer comes through.

import type { Request } from "../support/load-jobs.ts";
import { bodyOf } from "./bodies.ts";
import type { Contestant } from "./rig.ts";
import type { Work } from "./works.ts";

/** How a chunk's text begins, in every dialect. */
const WORDS = "The q";
/** Ids and times differ in length from answer to answer, and so does what a program says around them. */
const SHARE_OF_BYTES = 0.95;
const LIMIT_MS = 60_000;

/** Null where the program has no door for it. Throws what is wrong with the answer. */
export async function checkedRequest(contestant: Contestant, work: Work): Promise<Request | null> {
  const { program } = contestant;
  const door = contestant.door(work.letter);
  if (door === null) return null;
  const model = door.modelName?.(work.ask.model) ?? work.ask.model;
  const request = {
    url: `${program.url}${door.path}`,
    headers: door.headers,
    body: bodyOf({ ...work.ask, dialect: door.dialect, model }),
    streams: work.ask.streams,
  };
  const bytes = work.letter === "c" ? await firstBytes(request) : await wholeAnswer(request, work);
  return { ...request, leastBytes: Math.floor(bytes * SHARE_OF_BYTES) };
}

type Unchecked = Omit<Request, "leastBytes">;

async function wholeAnswer(request: Unchecked, work: Work): Promise<number> {
  const answer = await ask(request);
  const text = await answer.text();
  const chunks = text.split(WORDS).length - 1;
  const wanted = work.ask.streams ? work.chunks : 1;
  if (answer.status !== 200) throw new Error(`answered ${answer.status}: ${text.slice(0, 500)}`);
  if (chunks < wanted) throw new Error(`${chunks} of ${wanted} chunks came through: ${text.slice(0, 500)}`);
  return Buffer.byteLength(text);
}

/** Live streams last longer than a check may. */
async function firstBytes(request: Unchecked): Promise<number> {
  const answer = await ask(request);
  if (answer.status !== 200) throw new Error(`answered ${answer.status}: ${(await answer.text()).slice(0, 500)}`);
  await answer.body?.cancel();
  return 0;
}

function ask({ url, headers, body }: Unchecked): Promise<Response> {
  return fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
    // The program is held still between two turns: a connection kept meanwhile may be closed by the time it is used.
    keepalive: false,
    signal: AbortSignal.timeout(LIMIT_MS),
  });
}
