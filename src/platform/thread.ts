// Work that would hold up the event loop, done by a thread of its own: begun when there is some, ended when none has come for
// a while.

import type { Cancel, Clock } from "../domain/ports.ts";

export interface Thread<Job, Result> {
  /** One job after the other. Rejects where the thread breaks; the next job begins a new one. */
  run(job: Job): Promise<Result>;
}

export interface ThreadDeps {
  /** Answers each message with one: the job's result. */
  readonly file: URL;
  readonly clock: Clock;
}

/** A thread holds some ten megabytes, and needs a while to get up to speed. */
const IDLE_MS = 10_000;

export function createThread<Job, Result>({ file, clock }: ThreadDeps): Thread<Job, Result> {
  let worker: Worker | null = null;
  let waiting: PromiseWithResolvers<Result>[] = [];
  let stayAwake: Cancel = () => undefined;

  function end(): void {
    worker?.terminate();
    worker = null;
  }

  function begin(): Worker {
    const begun = new Worker(file.href);
    begun.unref();
    begun.onmessage = ({ data }: MessageEvent<Result>) => {
      waiting.shift()?.resolve(data);
      if (waiting.length === 0) stayAwake = clock.after(IDLE_MS, end);
    };
    begun.onerror = ({ message }) => {
      if (worker !== begun) return;
      end();
      const lost = waiting;
      waiting = [];
      for (const job of lost) job.reject(new Error(`the thread broke: ${message}`));
    };
    return begun;
  }

  return {
    run(job) {
      stayAwake();
      const result = Promise.withResolvers<Result>();
      waiting.push(result);
      worker ??= begin();
      // Nothing is handed over: the job is copied.
      worker.postMessage(job, []);
      return result.promise;
    },
  };
}
