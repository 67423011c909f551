// One connection to the program measured: a ready-made request goes out, and its answer is read to its end.

import type { Socket } from "bun";

import { createAnswerReader } from "./answer-reader.ts";

export interface Target {
  readonly host: string;
  readonly port: number;
}

/** A request as its bytes on the wire, with what its answer has to be. */
export interface Ready {
  readonly target: Target;
  readonly message: Uint8Array;
  readonly countsEvents: boolean;
  /** An answer of fewer bytes was cut short. */
  readonly leastBytes: number;
}

export interface Connection {
  /**
   * Resolves with the answer's events once it is whole; rejects where it fails, is cut or is no 200. One at a time.
   * `progress` is told the events so far each time something of the answer has come.
   */
  ask(progress?: (events: number) => void): Promise<number>;
  /** Whether another request may be sent. */
  isOpen(): boolean;
  /** Lets go at once, in the middle of an answer or not; a running `ask` then never settles. */
  drop(): void;
}

interface Running {
  feed(bytes: Buffer): void;
  fail(error: Error): void;
}

/** Opens a connection for one kind of request. */
export async function connect(ready: Ready): Promise<Connection> {
  const { message } = ready;
  let running: Running | null = null;
  let isOpen = true;
  let unsent = message.subarray(message.length);

  const flush = (socket: Socket): void => {
    if (unsent.length > 0) unsent = unsent.subarray(socket.write(unsent));
  };
  const close = (why: string): void => {
    isOpen = false;
    running?.fail(new Error(why));
    running = null;
  };
  const socket = await Bun.connect({
    hostname: ready.target.host,
    port: ready.target.port,
    socket: {
      data: (_, bytes) => running?.feed(bytes),
      drain: flush,
      close: () => close("the connection was closed before the answer was whole"),
      error: (_, error) => close(String(error)),
    },
  });
  socket.setNoDelay(true);

  return {
    ask(progress = () => undefined) {
      const { promise, resolve, reject } = Promise.withResolvers<number>();
      running = readAnswer(ready, {
        progress,
        done: (events, stays) => {
          running = null;
          if (!stays) isOpen = false;
          if (!stays) socket.end();
          resolve(events);
        },
        fail: (error) => {
          running = null;
          isOpen = false;
          socket.terminate();
          reject(error);
        },
      });
      unsent = message;
      flush(socket);
      return promise;
    },
    isOpen: () => isOpen,
    drop() {
      running = null;
      isOpen = false;
      socket.terminate();
    },
  };
}

interface Ends {
  progress(events: number): void;
  done(events: number, stays: boolean): void;
  fail(error: Error): void;
}

function readAnswer({ countsEvents, leastBytes }: Ready, { progress, done, fail }: Ends): Running {
  const reader = createAnswerReader({ countsEvents });
  const take = (bytes: Buffer): void => {
    const isWhole = reader.feed(bytes);
    progress(reader.events());
    if (!isWhole) return;
    if (reader.status() !== 200) fail(new Error(`answered ${reader.status()}: ${reader.start()}`));
    else if (reader.bytes() < leastBytes) fail(new Error(`only ${reader.bytes()} of ${leastBytes} bytes came`));
    else done(reader.events(), !reader.closes());
  };
  return {
    feed(bytes) {
      try {
        take(bytes);
      } catch (error) {
        fail(error instanceof Error ? error : new Error(String(error)));
      }
    },
    fail,
  };
}
