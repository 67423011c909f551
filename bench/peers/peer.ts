// A program that can be measured: how it is got, started and asked.

import type { Program } from "../support/processes.ts";
import type { Dialect } from "../works/bodies.ts";
import type { Letter } from "../works/works.ts";

/** From the dialect of the client to that of the account: the same, or translated to a ChatGPT account's. */
export type Lane = "relay" | "messages" | "chat";

/** A program serves both lanes that translate. */
export type Side = "relayed" | "translated";

/** Where and how a program is asked for some work. */
export interface Door {
  readonly dialect: Dialect;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What the program calls the model. */
  modelName?(model: string): string;
}

export interface Upstream {
  /** The sandbox's answers, recorded: `/v1`, `/backend-api`, `/anthropic`. */
  readonly url: string;
  readonly apiKey: string;
  /** A ChatGPT account, as auth files have it. */
  readonly login: Readonly<Record<string, unknown>>;
  /** The same, as Codex CLI keeps it. */
  readonly authJson: Readonly<Record<string, unknown>>;
}

export type Found =
  | { readonly kind: "here"; readonly version: string; start(side: Side, upstream: Upstream): Promise<Program> }
  | { readonly kind: "absent"; readonly reason: string };

export type Here = Extract<Found, { kind: "here" }>;

export interface Peer {
  /** As `--peers` names it. */
  readonly name: string;
  /** Looks for the program, and fetches it where `mayFetch`. */
  find(mayFetch: boolean): Promise<Found>;
  /** Null: it cannot do that, or not in that lane. */
  door(lane: Lane, letter: Letter, upstream: Upstream): Door | null;
}
