// Every page of docs/ that is derived from the code. The tests compare, `generate-docs.ts` writes.

import { configurationPage } from "./configuration-page.ts";
import { errorsPage } from "./errors-page.ts";

export interface GeneratedPage {
  /** From the root of the repository. */
  readonly path: string;
  text(): string;
}

export const GENERATED_PAGES: readonly GeneratedPage[] = [
  { path: "docs/configuration.md", text: configurationPage },
  { path: "docs/errors.md", text: errorsPage },
];
