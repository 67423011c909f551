// Which route of the management API a method and a path mean.

import type { ManagementRoute } from "./route.ts";

export interface FoundRoute {
  readonly route: ManagementRoute;
  readonly params: Readonly<Record<string, string>>;
}

/** `path` is what follows the prefix. Words go before `:names`, a slash at the end means nothing. */
export function createRouteMatcher(
  routes: readonly ManagementRoute[],
): (method: string, path: string) => FoundRoute | null {
  const plain = new Map(routes.map((route) => [`${route.method} ${route.path}`, route]));
  const named = routes
    .filter(({ path }) => path.includes(":"))
    .map((route) => ({ route, parts: route.path.split("/").slice(1) }));
  return (method, given) => {
    const path = given.endsWith("/") ? given.slice(0, -1) : given;
    const route = plain.get(`${method} ${path}`);
    if (route !== undefined) return { route, params: {} };
    const parts = path.split("/").slice(1);
    for (const candidate of named) {
      if (candidate.route.method !== method || candidate.parts.length !== parts.length) continue;
      const params = paramsOf(candidate.parts, parts);
      if (params !== null) return { route: candidate.route, params };
    }
    return null;
  };
}

function paramsOf(pattern: readonly string[], parts: readonly string[]): Record<string, string> | null {
  const params: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const given = parts[index] ?? "";
    if (!part.startsWith(":")) {
      if (part !== given) return null;
      continue;
    }
    const value = decoded(given);
    if (value === null || value === "") return null;
    params[part.slice(1)] = value;
  }
  return params;
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
