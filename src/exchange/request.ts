// A conversation's next turn, asked for once, whatever API the client speaks. Dialects decode into it and encode from it.

/** A member is absent where the client did not say; nothing is filled in by decoding. */
export interface ExchangeRequest extends ExchangeTerms {
  readonly messages: readonly Message[];
}

/** What is asked beside the conversation itself. It is all that an answer needs on its way back. */
export interface ExchangeTerms {
  readonly model: string;
  readonly stream: boolean;
  readonly tools: readonly Tool[];
  readonly toolChoice?: ToolChoice;
  readonly parallelToolCalls?: boolean;
  readonly reasoning?: ReasoningRequest;
  readonly outputFormat?: OutputFormat;
  readonly verbosity?: string;
  readonly sampling?: Sampling;
  readonly maxOutputTokens?: number;
  readonly stop?: readonly string[];
  /** Keeps a conversation on the same prompt cache. */
  readonly cacheKey?: string;
  /** An opaque name of the end user. */
  readonly user?: string;
  readonly serviceTier?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  /** The client wants token counts in its stream (chat's `stream_options.include_usage`). */
  readonly usageInStream?: boolean;
  /** What only one vendor knows, keyed by vendor, so that the rest stays small. */
  readonly vendor?: VendorExtras;
}

export type VendorExtras = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export type Message =
  /** Instructions, in the place where they stand in the conversation. */
  | { readonly role: "system" | "developer"; readonly content: readonly TextPart[] }
  | { readonly role: "user"; readonly content: readonly InputPart[]; readonly name?: string }
  | { readonly role: "assistant"; readonly content: readonly AssistantPart[] }
  | { readonly role: "tool"; readonly results: readonly ToolResult[] };

export type InputPart = TextPart | ImagePart | FilePart | AudioPart;

/** `cacheHint`: the client marked the end of a cacheable prefix here. */
export type TextPart = { readonly kind: "text"; readonly text: string; readonly cacheHint?: CacheHint };

export interface CacheHint {
  readonly ttl?: string;
}

/** `url` is http(s) or `data:<media type>;base64,...`. */
export interface ImagePart {
  readonly kind: "image";
  readonly url: string;
  readonly detail?: string;
  readonly cacheHint?: CacheHint;
}

/** A document: inline (`data:` URL), by URL or by the id an upload was given. */
export interface FilePart {
  readonly kind: "file";
  readonly source: { readonly kind: "url"; readonly url: string } | { readonly kind: "id"; readonly id: string };
  readonly name?: string;
  readonly cacheHint?: CacheHint;
}

export interface AudioPart {
  readonly kind: "audio";
  readonly data: string;
  readonly format: string;
}

export type AssistantPart =
  | TextPart
  | { readonly kind: "refusal"; readonly text: string }
  | ReasoningPart
  | ToolCallPart;

/** Thinking of an earlier turn. `proof` is the upstream's own token for it: valid only at the account and model that gave it. */
export interface ReasoningPart {
  readonly kind: "reasoning";
  readonly text: string;
  readonly id?: string;
  readonly proof?: { readonly kind: "encrypted_content" | "signature" | "redacted"; readonly value: string };
}

export interface ToolCallPart {
  readonly kind: "tool-call";
  readonly id: string;
  readonly name: string;
  /** JSON text of an object for a function, free text for a custom tool. Kept as the text it came as. */
  readonly input: string;
  readonly custom?: boolean;
  /** The upstream's proof that goes with the call (Gemini thought signature). */
  readonly proof?: string;
}

export interface ToolResult {
  readonly callId: string;
  readonly content: readonly (TextPart | ImagePart | FilePart)[];
  readonly isError?: boolean;
  readonly custom?: boolean;
  readonly cacheHint?: CacheHint;
}

export type Tool =
  | {
      readonly kind: "function";
      readonly name: string;
      readonly description?: string;
      /** JSON schema of the arguments. */
      readonly parameters?: Readonly<Record<string, unknown>>;
      readonly strict?: boolean;
      readonly cacheHint?: CacheHint;
      readonly vendor?: VendorExtras;
    }
  | {
      readonly kind: "custom";
      readonly name: string;
      readonly description?: string;
      readonly format?: unknown;
      readonly vendor?: VendorExtras;
    }
  /** Run by the upstream itself. `options` are OpenAI's; what another vendor says besides is kept under its name. */
  | {
      readonly kind: "web-search";
      readonly options?: Readonly<Record<string, unknown>>;
      readonly vendor?: VendorExtras;
    }
  /** Known to one vendor alone; another dialect refuses it by name. */
  | {
      readonly kind: "vendor";
      readonly vendor: string;
      readonly type: string;
      readonly raw: Readonly<Record<string, unknown>>;
    };

export type ToolChoice =
  | { readonly kind: "auto" | "none" | "required" }
  | { readonly kind: "named"; readonly name: string; readonly custom?: boolean }
  | { readonly kind: "allowed"; readonly names: readonly string[]; readonly required: boolean };

export interface ReasoningRequest {
  /** `none`, `minimal`, `low`, `medium`, `high`, `xhigh`, `max`: the upstream's own words pass. */
  readonly effort?: string;
  /** Tokens; -1 lets the model decide, 0 is off. */
  readonly budgetTokens?: number;
  /** The client wants to see summaries of the thinking: `auto`, `concise`, `detailed`. */
  readonly summary?: string;
}

export type OutputFormat =
  | { readonly kind: "text" | "json" }
  | {
      readonly kind: "json-schema";
      readonly name: string;
      readonly schema: Readonly<Record<string, unknown>>;
      readonly description?: string;
      readonly strict?: boolean;
    };

export interface Sampling {
  readonly temperature?: number;
  readonly topP?: number;
  readonly topK?: number;
  readonly frequencyPenalty?: number;
  readonly presencePenalty?: number;
  readonly seed?: number;
}
