// Which methods an address of /api has: what a wrong one is told, and OPTIONS.

import type { Endpoint } from "../../../contract/endpoint.ts";

export interface DeclaredMethods {
  add(route: Pick<Endpoint, "method" | "path">): void;
  /** In capitals, HEAD and OPTIONS with them; empty where nothing is declared at the path. */
  at(path: string): readonly string[];
}

export function createDeclaredMethods(): DeclaredMethods {
  const declared: { readonly pattern: RegExp; readonly method: string }[] = [];
  return {
    add({ path, method }) {
      const parts = path.split(/\{\w+\}/).map((part) => RegExp.escape(part));
      declared.push({ pattern: new RegExp(`^${parts.join("[^/]+")}$`), method: method.toUpperCase() });
    },
    at(path) {
      const methods = declared.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
      if (methods.length === 0) return [];
      return [...new Set([...methods, ...(methods.includes("GET") ? ["HEAD"] : []), "OPTIONS"])];
    },
  };
}
