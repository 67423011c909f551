// What a refusal that is no JSON says, where that is fit for the client's eyes.

/** A challenge page or other HTML is not shown; at most 500 characters. */
export function plainText(body: string): string {
  const text = body.trim();
  return text === "" || text.startsWith("<") ? "The upstream refused without saying why" : text.slice(0, 500);
}
