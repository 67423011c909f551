// A whole answer: what a stream of events comes to.

import type { Usage } from "../domain/usage.ts";
import type { AssistantPart } from "./request.ts";
import type { FinishReason } from "./stream-event.ts";

export interface ExchangeResponse {
  readonly id: string;
  readonly model: string;
  /** Epoch ms; null where the upstream did not say. */
  readonly createdAt: number | null;
  readonly content: readonly AssistantPart[];
  readonly finish: FinishReason;
  readonly stopSequence?: string;
  readonly usage: Usage | null;
}
