// What a call of the management API is made of. Each file of routes answers for one noun; `wiring/build-management.ts` joins them all.

export interface ManagementRoute {
  readonly method: "GET" | "PUT" | "PATCH" | "POST" | "DELETE";
  /** Behind `/v0/management`, e.g. `/api-keys`; `:name` stands for one part. */
  readonly path: string;
  /** True: asked without the management key, by whoever has something else to show (a login's state). */
  readonly keyless?: true;
  /** Whether the audit is told of a success; unsaid, of all but GET. */
  readonly audited?: boolean;
  /** Throws ManagementFault for what is the caller's. Called once the caller may. */
  handle(call: ManagementCall): Promise<Response> | Response;
}

export interface ManagementCall {
  readonly request: Request;
  readonly query: URLSearchParams;
  /** What stood in place of `:name`, decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** The caller's address as far as it can be trusted. */
  readonly clientAddress: string;
}

/** A refusal in the contract's own words: `{"error": message}`, or that and `more` beside it. */
export class ManagementFault extends Error {
  readonly status: number;
  readonly more: Readonly<Record<string, unknown>>;

  constructor(status: number, message: string, more: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = "ManagementFault";
    this.status = status;
    this.more = more;
  }
}
