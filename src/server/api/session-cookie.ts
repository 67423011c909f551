// The cookie of a session: an opaque random value that scripts do not see and other sites' forms do not send.

const NAME = "dashboard_session";

/** The cookie's value; null where there is none. */
export function sessionTokenOf(request: Request): string | null {
  for (const pair of request.headers.get("cookie")?.split(";") ?? []) {
    const [name = "", value = ""] = pair.split("=", 2);
    if (name.trim() === NAME && value.trim() !== "") return value.trim();
  }
  return null;
}

export function sessionCookie(token: string, of: { readonly maxAgeMs: number; readonly isSecure: boolean }): string {
  const maxAge = Math.round(of.maxAgeMs / 1000);
  return `${NAME}=${token}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Lax${of.isSecure ? "; Secure" : ""}`;
}
