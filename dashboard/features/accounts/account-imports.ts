// Taking accounts in: pasted text, or files by the portion.

import { useMutation, useQueryClient } from "@tanstack/react-query";

import type { Answer } from "../../../contract/client.ts";
import { api } from "../../lib/api.ts";
import { ACCOUNTS_KEY } from "./accounts-query.ts";

export type ImportReport = Answer<"post", "/api/accounts/import-text">;
export type ImportedItem = ImportReport["items"][number];

interface Options {
  readonly overwrite: boolean;
  /** Tells what would happen and changes nothing. */
  readonly dryRun: boolean;
}

export function useImportText() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ text, overwrite, dryRun }: Options & { readonly text: string }) =>
      api.call("post", "/api/accounts/import-text", { json: { text, overwrite, dry_run: dryRun } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ACCOUNTS_KEY }),
  });
}

interface Upload extends Options {
  readonly files: readonly File[];
  readonly onProgress: (done: number) => void;
}

/** So many files a call. */
const PORTION = 50;

export function useImportFiles() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ files, overwrite, dryRun, onProgress }: Upload): Promise<ImportReport> => {
      const items: ImportedItem[] = [];
      for (let from = 0; from < files.length; from += PORTION) {
        const form = new FormData();
        for (const file of files.slice(from, from + PORTION)) form.append("files", file);
        const query = { overwrite: yesNo(overwrite), dry_run: yesNo(dryRun) };
        const report = await api.call("post", "/api/accounts/import-many", { form, query });
        items.push(...report.items);
        onProgress(Math.min(files.length, from + PORTION));
      }
      return { dry_run: dryRun, items };
    },
    onSettled: () => client.invalidateQueries({ queryKey: ACCOUNTS_KEY }),
  });
}

function yesNo(value: boolean): "true" | "false" {
  return value ? "true" : "false";
}
