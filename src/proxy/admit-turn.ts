// Who asks for one turn of a WebSocket, and whether its key lets the turn pass: a connection outlives what was known of its
// client when it was opened.

import type { RequestEntry } from "../telemetry/recorder.ts";
import { admitClient, type AdmitDeps, requireModel } from "./admit-client.ts";
import type { Client } from "./identify-client.ts";
import type { SocketTurn } from "./socket-turn.ts";

export interface AdmittedTurn {
  readonly asker: Client;
  readonly entry: RequestEntry;
}

/** As `admitClient`. A warm-up uses nothing up, and counts as nothing. */
export function admitTurn(
  deps: AdmitDeps,
  { model, frame, isWarmUp }: SocketTurn,
  { asker, entry }: AdmittedTurn,
): Promise<void> | null {
  if (!isWarmUp) return admitClient(deps, { client: asker, model, text: frame, entry });
  requireModel(asker, model);
  return null;
}
