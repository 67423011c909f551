// What is done with the text of config.yaml, and takes long where the text is long: changing it and finding out what it says.
// Plain values go in and come out, so that another thread can do it (`config-text-thread.ts`).

import { ConfigInvalid, type ConfigProblem } from "./config-problem.ts";
import { type ConfigMutation, editConfigText } from "./edit-config.ts";
import { parseConfig } from "./parse-config.ts";

export interface TextJob {
  readonly text: string;
  /** None: the text is read as it stands. */
  readonly mutations: readonly ConfigMutation[];
  /** Stands in the messages. */
  readonly fileName: string;
}

export type TextRead =
  | {
      readonly kind: "ok";
      /** With the mutations in it. */
      readonly text: string;
      readonly values: unknown;
      readonly warnings: readonly ConfigProblem[];
    }
  | { readonly kind: "invalid"; readonly problems: readonly ConfigProblem[] };

export type ReadText = (job: TextJob) => Promise<TextRead> | TextRead;

export function readConfigText({ text: given, mutations, fileName }: TextJob): TextRead {
  try {
    const text = mutations.length === 0 ? given : editConfigText(given, mutations, fileName);
    const parsed = parseConfig(text, fileName);
    return parsed.kind === "invalid" ? parsed : { kind: "ok", text, values: parsed.values, warnings: parsed.warnings };
  } catch (error) {
    if (error instanceof ConfigInvalid) return { kind: "invalid", problems: error.problems };
    throw error;
  }
}
