// Bytes set aside to be shown later, as far as there is room for them; what had none is counted.

/** How much more may be kept. */
export interface Room {
  /** As much of it as there is. */
  take(wanted: number): number;
  giveBack(bytes: number): void;
}

/** `within`: the room that this one is a part of. */
export function createRoom(mostBytes: number, within?: Room): Room {
  let left = mostBytes;
  return {
    take(wanted) {
      const mine = Math.min(wanted, left);
      const granted = within === undefined ? mine : within.take(mine);
      left -= granted;
      return granted;
    },
    giveBack(bytes) {
      left += bytes;
      within?.giveBack(bytes);
    },
  };
}

export interface KeptBytes {
  /** A copy: whoever hands the bytes over may go on to use them. */
  add(bytes: Uint8Array | string): void;
  /** The same of bytes that nobody writes into any more: what fits is not copied. */
  hold(bytes: Uint8Array | string): void;
  /** Lets go of everything, for the reason that `text` gives then. */
  drop(reason: string): void;
  text(): string;
}

export function createKeptBytes(room: Room): KeptBytes {
  let pieces: (Uint8Array | string)[] = [];
  let keptBytes = 0;
  let cutBytes = 0;
  let dropped: string | null = null;

  const keep = (bytes: Uint8Array | string, isOurs: boolean): void => {
    if (dropped !== null) return;
    const granted = room.take(bytes.length);
    keptBytes += granted;
    cutBytes += bytes.length - granted;
    if (granted === 0) return;
    pieces.push(granted === bytes.length && isOurs ? bytes : bytes.slice(0, granted));
  };
  return {
    add: (bytes) => keep(bytes, false),
    hold: (bytes) => keep(bytes, true),
    drop(reason) {
      dropped = reason;
      pieces = [];
      room.giveBack(keptBytes);
      keptBytes = 0;
    },
    text() {
      if (dropped !== null) return `[${dropped}]`;
      const text = Buffer.concat(pieces.map((piece) => Buffer.from(piece))).toString();
      return cutBytes === 0 ? text : `${text}\n[cut at ${keptBytes} bytes, ${cutBytes} more]`;
    },
  };
}
