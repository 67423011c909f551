// A model for a key's first try.

import { useQuery } from "@tanstack/react-query";

import { api } from "../../lib/api.ts";

const SOME_MODEL = "gpt-5.5";

/** One that the key may ask for and that somebody can serve now. */
export function useTryModel(allowed: readonly string[] | null): string {
  const { data = [] } = useQuery({
    queryKey: ["models", "client-keys"],
    queryFn: async ({ signal }) => (await api.call("get", "/api/models", undefined, signal)).models,
  });
  const fits = data.filter(({ name }) => allowed === null || allowed.some((pattern) => isLike(name, pattern)));
  const found = fits.find(({ accounts }) => accounts.usable > 0) ?? fits[0];
  return found?.name ?? allowed?.find((name) => !name.includes("*")) ?? SOME_MODEL;
}

/** `gpt-5*` */
function isLike(name: string, pattern: string): boolean {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join(".*")}$`).test(name);
}
