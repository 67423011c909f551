// Mending an account from the overview, with the way back.

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";

import { api } from "../../lib/api.ts";
import { errorText } from "../../lib/gateway-words.ts";
import { useText } from "../../lib/i18n.ts";
import { maskText, useMasked } from "../../lib/mask.ts";
import { TEXT } from "./messages.ts";

export interface Mend {
  readonly isBusy: boolean;
  /** For an account that nobody can bring back: it is asked for nothing any more. */
  pause(): void;
  /** For an account that rests: it is tried at once. */
  useNow(): void;
}

export function useMend(account: { readonly id: string; readonly label: string }): Mend {
  const t = useText();
  const client = useQueryClient();
  const name = useMasked() ? maskText(account.label) : account.label;
  const told = { onError: (error: Error) => void toast.error(errorText(error)), onSettled: readAgain };
  const params = { params: { account_id: account.id } };
  const reactivate = useMutation({
    mutationFn: () => api.call("post", "/api/accounts/{account_id}/reactivate", params),
    ...told,
  });
  const pause = useMutation({
    mutationFn: () => api.call("post", "/api/accounts/{account_id}/pause", params),
    ...told,
    onSuccess: () =>
      toast.success(t(TEXT.paused, { name }), {
        action: { label: t(TEXT.undo), onClick: () => reactivate.mutate() },
      }),
  });
  const reset = useMutation({
    mutationFn: () => api.call("post", "/api/accounts/{account_id}/reset-cooldown", params),
    ...told,
    onSuccess: () => toast.success(t(TEXT.usedAgain, { name })),
  });
  return {
    isBusy: pause.isPending || reset.isPending,
    pause: () => pause.mutate(),
    useNow: () => reset.mutate(),
  };

  async function readAgain(): Promise<void> {
    await Promise.all(["overview", "accounts"].map((noun) => client.invalidateQueries({ queryKey: [noun] })));
  }
}
