// What the memory weighs, and how it is kept from growing for ever.

/** Epoch ms: what is older goes. */
export interface PruneLimits {
  readonly records: number;
  readonly samples: number;
  /** Roll-ups in fine steps, and counts of how long requests took; all other roll-ups stay. */
  readonly slots: number;
}

/** How many went. */
export interface Pruned {
  readonly records: number;
  readonly samples: number;
}

export interface StorageSize {
  readonly kind: "sqlite" | "postgres";
  /** On disk. */
  readonly bytes: number;
  /** Of those, free for what comes: SQLite gives them back in small steps. 0 where the database does not say. */
  readonly freeBytes: number;
  readonly records: number;
  /** Epoch ms of the oldest record; null where there is none. */
  readonly oldestAt: number | null;
}

export interface Storage {
  /** A piece at a time, so that requests are served in between; ends early once it may not go on. */
  prune(olderThan: PruneLimits, mayGoOn?: () => boolean): Promise<Pruned>;
  /** Gives a little of what is free back to the disk; false once there is nothing left to give. */
  shrink(): Promise<boolean>;
  size(): Promise<StorageSize>;
}
