// Accounts taken in from files or pasted text, with what became of each.

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";

import type { Answer } from "../../../contract/client.ts";
import { api } from "../../lib/api.ts";
import { errorText } from "../../lib/gateway-words.ts";

export type ImportReport = Answer<"post", "/api/accounts/import-many">;
export type ImportInput =
  | { readonly kind: "files"; readonly files: readonly File[] }
  | { readonly kind: "text"; readonly text: string };

export function useImport() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: ImportInput): Promise<ImportReport> => {
      if (input.kind === "text") {
        return api.call("post", "/api/accounts/import-text", { json: { text: input.text } });
      }
      const form = new FormData();
      for (const file of input.files) form.append("files", file);
      return api.call("post", "/api/accounts/import-many", { form, query: {} });
    },
    onError: (error) => void toast.error(errorText(error)),
    onSettled: () =>
      Promise.all(["overview", "accounts"].map((noun) => client.invalidateQueries({ queryKey: [noun] }))),
  });
}
