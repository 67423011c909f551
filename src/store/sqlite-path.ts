/** The file that a `database-url` names, "" where it names none; null where it has another scheme than `sqlite:`. */
export function sqlitePath(url: string): string | null {
  const path = url.startsWith("sqlite:") ? url.slice("sqlite:".length) : url;
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(path) ? null : path;
}
