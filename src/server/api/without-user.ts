// Addresses in answers of /api.

/** An address as it may be shown: a name and a password in it are not. */
export function withoutUser(url: string): string {
  if (!URL.canParse(url)) return url;
  const { username, password } = new URL(url);
  return username === "" && password === "" ? url : url.replace(/\/\/[^/@]*@/, "//***@");
}
