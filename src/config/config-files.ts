// What the config asks of the file system. `createPrivateFiles` in platform/ is it; `main` brings the two together.

import type { Cancel } from "../domain/ports.ts";

export interface ConfigFiles {
  /** The text, or null where there is no such file. */
  read(path: string): Promise<string | null>;
  /**
   * Replaces the whole file at once, readable by its owner alone. False, nothing written, where `inPlaceOf` is said and the
   * file holds something else by then (null: there is none).
   */
  write(path: string, text: string, options?: { readonly inPlaceOf: string | null }): Promise<boolean>;
  /** Makes the folder where it is missing, open to its owner alone. */
  ensureFolder(path: string): Promise<void>;
  /** Calls back after the file changed, however it was written. */
  watch(path: string, onChange: () => void): Cancel;
}
