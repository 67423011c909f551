// One decision about a candidate, told of, with the way back where there is one.

import { toast } from "sonner";

import { errorText } from "../../lib/gateway-words.ts";
import { type Text, useText } from "../../lib/i18n.ts";
import { maskText, useMasked } from "../../lib/mask.ts";
import { TEXT } from "./messages.ts";
import { type Candidate, type QueueAct, useActOnQueue } from "./queue-query.ts";

const DONE: Readonly<Record<QueueAct, Text>> = {
  ignore: TEXT.didIgnore,
  resolve: TEXT.didResolve,
  reopen: TEXT.didReopen,
  enable: TEXT.didEnable,
  disable: TEXT.didDisable,
  delete: TEXT.didDelete,
};
const UNDO: Readonly<Partial<Record<QueueAct, QueueAct>>> = {
  ignore: "reopen",
  resolve: "reopen",
  disable: "enable",
  enable: "disable",
};

export interface Acting {
  readonly isBusy: boolean;
  /** Of the account, as the reader wants identities shown. */
  readonly name: string;
  /** Rejects once it has told what went wrong. */
  act(action: QueueAct): Promise<void>;
}

export function useAct({ id, label }: Candidate): Acting {
  const t = useText();
  const call = useActOnQueue();
  const name = useMasked() ? maskText(label) : label;
  const act = async (action: QueueAct): Promise<void> => {
    await call.mutateAsync({ id, action }).catch((error: Error) => {
      toast.error(errorText(error));
      throw error;
    });
    const undo = UNDO[action];
    const way = { label: t(TEXT.undo), onClick: () => undo !== undefined && void act(undo).catch(() => undefined) };
    toast.success(t(DONE[action], { name }), undo === undefined ? {} : { action: way });
  };
  return { isBusy: call.isPending, name, act };
}
