// What a browser brings back from a sign-in, or somebody copies out of its address bar.

export interface Callback {
  readonly state: string;
  readonly code: string | null;
  /** The vendor's reason for no code. */
  readonly error: string | null;
}

export function callbackOf(query: URLSearchParams): Callback {
  const code = textOf(query, "code");
  const error = textOf(query, "error");
  const description = textOf(query, "error_description");
  const told = error === null || description === null ? (error ?? description) : `${error}: ${description}`;
  return { state: textOf(query, "state") ?? "", code, error: told };
}

/**
 * The whole address, its query, or `code#state`, which Claude's page shows where the browser finds no way back. null for
 * anything else.
 */
export function readPastedCallback(text: string): Callback | null {
  const pasted = text.trim();
  if (pasted === "" || /\s/.test(pasted)) return null;
  if (/^https?:\/\//i.test(pasted)) return URL.canParse(pasted) ? callbackOf(new URL(pasted).searchParams) : null;
  if (/^[?]?(code|state|error)=/.test(pasted)) return callbackOf(new URLSearchParams(pasted));
  const [code = "", state = "", ...rest] = pasted.split("#");
  return code === "" || state === "" || rest.length > 0 || pasted.includes("=") ? null : { state, code, error: null };
}

function textOf(query: URLSearchParams, name: string): string | null {
  const text = query.get(name)?.trim() ?? "";
  return text === "" ? null : text;
}
