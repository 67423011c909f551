// Gemini says model and method in the address: `/v1beta/models/{model}:{method}`.

export interface GeminiPath {
  readonly model: string;
  readonly method: "generateContent" | "streamGenerateContent" | "countTokens";
  /** Without `alt=sse` a stream is one JSON array. */
  readonly asArray: boolean;
}

const PATH = /^\/v1(?:beta)?\/models\/(.+):(generateContent|streamGenerateContent|countTokens)$/;

/** Null where the address is another one. */
export function readGeminiPath(path: string, url: string): GeminiPath | null {
  const found = PATH.exec(path);
  if (found?.[1] === undefined) return null;
  const method = found[2] === "countTokens" || found[2] === "streamGenerateContent" ? found[2] : "generateContent";
  return { model: namedIn(found[1]), method, asArray: !/[?&]alt=sse(?:&|$)/.test(url) };
}

/** A model's name as a path says it; what is wrongly encoded stays as it is, and is no model then. */
export function namedIn(piece: string): string {
  try {
    return decodeURIComponent(piece);
  } catch {
    return piece;
  }
}
