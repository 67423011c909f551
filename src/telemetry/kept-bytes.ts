// Bytes set aside to be shown later, as far as there is room for them; what had none is counted. Plain objects and functions
// over them: every request has some, and of nearly all of them nobody ever wants to see anything.

/** How much more may be kept, of everything together. */
export interface Room {
  /** As much of it as there is. */
  take(wanted: number): number;
  giveBack(bytes: number): void;
}

export function createRoom(mostBytes: number): Room {
  let left = mostBytes;
  return {
    take(wanted) {
      const granted = Math.min(wanted, left);
      left -= granted;
      return granted;
    },
    giveBack(bytes) {
      left += bytes;
    },
  };
}

/** The bodies of one transcript. */
export interface Shelf {
  readonly room: Room;
  readonly bodies: KeptBytes[];
  keptBytes: number;
  /** Why it holds nothing any more, nor ever will; null while it may. */
  emptied: string | null;
}

export interface KeptBytes {
  pieces: (Uint8Array | string)[];
  keptBytes: number;
  cutBytes: number;
}

/** One shelf, and one body on it. */
const SHELF_BYTES = 8 * 1024 * 1024;
const BODY_BYTES = 1024 * 1024;

export function createShelf(room: Room): Shelf {
  return { room, bodies: [], keptBytes: 0, emptied: null };
}

export function addBody(shelf: Shelf): KeptBytes {
  const body = { pieces: [], keptBytes: 0, cutBytes: 0 };
  shelf.bodies.push(body);
  return body;
}

/** A copy: whoever hands the bytes over may go on to use them. */
export function addBytes(shelf: Shelf, body: KeptBytes, bytes: Uint8Array | string): void {
  const granted = takeRoom(shelf, body, bytes.length);
  if (granted > 0) body.pieces.push(bytes.slice(0, granted));
}

/** The same of bytes that nobody writes into any more: what fits is not copied. */
export function holdBytes(shelf: Shelf, body: KeptBytes, bytes: Uint8Array | string): void {
  const granted = takeRoom(shelf, body, bytes.length);
  if (granted > 0) body.pieces.push(granted === bytes.length ? bytes : bytes.slice(0, granted));
}

function takeRoom(shelf: Shelf, body: KeptBytes, wanted: number): number {
  if (shelf.emptied !== null) return 0;
  const granted = shelf.room.take(Math.min(wanted, BODY_BYTES - body.keptBytes, SHELF_BYTES - shelf.keptBytes));
  shelf.keptBytes += granted;
  body.keptBytes += granted;
  body.cutBytes += wanted - granted;
  return granted;
}

/** Lets go of everything, for the reason that is shown in its place. */
export function emptyShelf(shelf: Shelf, reason: string): void {
  shelf.emptied = reason;
  for (const body of shelf.bodies) body.pieces = [];
  shelf.room.giveBack(shelf.keptBytes);
  shelf.keptBytes = 0;
}

export function keptText({ emptied }: Shelf, { pieces, keptBytes, cutBytes }: KeptBytes): string {
  if (emptied !== null) return `[${emptied}]`;
  const text = Buffer.concat(pieces.map((piece) => Buffer.from(piece))).toString();
  return cutBytes === 0 ? text : `${text}\n[cut at ${keptBytes} bytes, ${cutBytes} more]`;
}
