// A Google service account's key, as far as the page has to know it before it is sent.

import { useMutation } from "@tanstack/react-query";
import { z } from "zod";

import { api } from "../../lib/api.ts";
import { queryClient } from "../../lib/query-client.ts";
import { accountQuery } from "./account-query.ts";

const keyFile = z.looseObject({
  type: z.literal("service_account"),
  client_email: z.string().min(1),
  project_id: z.string().min(1),
  private_key: z.string().min(1),
});

export type ServiceAccountKey = z.output<typeof keyFile>;

/** null where the text is no such key. */
export function readServiceAccountKey(text: string): ServiceAccountKey | null {
  try {
    return keyFile.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** A key that is there already is renewed; `region` is the one that the account has now. */
export function useUploadKey() {
  return useMutation({
    mutationFn: async ({ key, region }: { readonly key: ServiceAccountKey; readonly region: string }) => {
      const form = new FormData();
      const json = JSON.stringify({ ...key, location: region });
      form.set("auth_json", new File([json], `vertex-${key.project_id}.json`, { type: "application/json" }));
      const imported = await api.call("post", "/api/accounts/import", { form, query: { overwrite: "true" } });
      const account = await queryClient.fetchQuery({ ...accountQuery(imported.account_id), staleTime: 0 });
      return { ...imported, region: account.region };
    },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["accounts"] }),
  });
}
