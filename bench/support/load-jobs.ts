// What the load generator can be told to do, and what it answers: it runs in a process of its own.

/** A request as it is described; the same for every round. */
export interface Request {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Whether the answer is a stream of events, which are counted. */
  readonly streams: boolean;
  /** An answer of fewer bytes counts as an error. */
  readonly leastBytes: number;
}

export type Job =
  /** As many requests as the program serves within the time (or `most`), `atOnce` at a time, one after the other. */
  | {
      readonly kind: "saturate";
      readonly request: Request;
      readonly atOnce: number;
      readonly forMs: number;
      readonly most?: number;
      /** The share of the requests, 0 to 1, that the client leaves once something of the answer is there. */
      readonly aborted?: number;
    }
  /** Requests at fixed moments, whether or not those before have ended. */
  | { readonly kind: "pace"; readonly request: Request; readonly perSecond: number; readonly forMs: number }
  /** Opens streams and leaves them open; ends once each has brought an event, or at the time limit. */
  | { readonly kind: "open"; readonly request: Request; readonly count: number; readonly limitMs: number }
  /** Counts the events of the streams left open. */
  | { readonly kind: "count"; readonly forMs: number }
  /** Drops the streams left open. */
  | { readonly kind: "drop" };

export interface Outcome {
  /** Answers that came whole; of `open`: streams that are open. */
  readonly answers: number;
  readonly events: number;
  readonly tookMs: number;
  readonly failures: number;
  /** What the first failure said. */
  readonly failure: string | null;
  /** From the moment a request was due to its last byte, ms; of `pace` alone. */
  readonly latencies: readonly number[];
}

export interface JobMessage {
  readonly id: number;
  readonly job: Job;
}
export interface OutcomeMessage {
  readonly id: number;
  readonly outcome: Outcome;
}
