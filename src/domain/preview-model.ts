// The preview of a Gemini model. Google counts the two apart, so that one may have quota left when the other has not.

/** `gemini-3-flash-preview`, `gemini-2.5-pro-preview-06-05`, `gemini-2.5-flash-preview-09-2025`. */
const PREVIEW = /^(gemini-[a-z0-9.-]+?)-preview((?:-\d+)*)$/;

/** The newest preview of `name` among the names that are served; null where there is none. */
export function previewOf(name: string, served: Iterable<string>): string | null {
  let newest: string | null = null;
  for (const one of served) {
    if (PREVIEW.exec(one)?.[1] !== name) continue;
    // One without a date is the vendor's own pointer to the newest.
    if (newest === null || one.length < newest.length || (one.length === newest.length && one > newest)) newest = one;
  }
  return newest;
}
