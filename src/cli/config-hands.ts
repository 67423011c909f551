// The configuration file as the `config` command works with it: where it is and what it says, also where it is broken.

import type { ConfigDocument } from "../config/config-document.ts";

export interface ConfigHands {
  /** Absolute. */
  readonly path: string;
  /** As it stands on disk; null where there is none yet. */
  text(): Promise<string | null>;
  /** Opened to read and change it, made where there is none. Throws CliFailure where it is broken. */
  document(): Promise<ConfigDocument>;
  /** Puts a whole text in its place. Throws CliFailure. */
  replace(text: string): Promise<void>;
  /** The text as it comes back from the editor. */
  edited(editor: string, text: string): Promise<EditedText>;
  /** Another file's text. Throws CliFailure. */
  read(path: string): Promise<string>;
}

export type EditedText =
  | { readonly kind: "edited"; readonly text: string }
  | { readonly kind: "failed"; readonly reason: string };
