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

export interface Watch {
  /** Each time something of the answer has come: bytes and events so far. */
  progress?(bytes: number, events: number): void;
}

export interface Connection {
  /** Resolves with the answer's events once it is whole. Rejects where it fails, is cut or is no 200. One at a time. */
  ask(watch?: Watch): Promise<number>;
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
    ask(watch) {
      const { promise, resolve, reject } = Promise.withResolvers<number>();
      running = readAnswer(ready, {
        watch,
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
  readonly watch: Watch | undefined;
  done(events: number, stays: boolean): void;
  fail(error: Error): void;
}

function readAnswer({ countsEvents, leastBytes }: Ready, { watch, done, fail }: Ends): Running {
  const reader = createAnswerReader({ countsEvents });
  const take = (bytes: Buffer): void => {
    const isWhole = reader.feed(bytes);
    watch?.progress?.(reader.bytes(), reader.events());
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
