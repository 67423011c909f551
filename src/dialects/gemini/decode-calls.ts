// Calls and their results, paired. Ids are optional here and needed everywhere else: a call without one is named after
// its place in the conversation, which stays the same in every later turn.

import { invalid } from "../members.ts";

export interface Calls {
  /** The call's id: its own, or one made from where it stands. */
  add(name: string, id: string, path: string): string;
  /** The id of the call that this response answers. Throws Fault `invalid_request` where there is none. */
  answer(name: string, id: string, path: string): string;
}

interface Call {
  readonly id: string;
  readonly name: string;
  /** The id was the client's. */
  readonly own: boolean;
  answered: boolean;
}

export function createCalls(): Calls {
  const calls: Call[] = [];
  const take = (call: Call): string => {
    call.answered = true;
    return call.id;
  };
  return {
    add: (name, id, path) => {
      const call = {
        id: id === "" ? `call${path.replace(/[^0-9]+/g, "_")}` : id,
        name,
        own: id !== "",
        answered: false,
      };
      calls.push(call);
      return call.id;
    },
    answer: (name, id, path) => {
      const named = id === "" ? undefined : calls.findLast((call) => call.own && call.id === id);
      if (named !== undefined) return take(named);
      // gemini-cli makes up ids for its responses where the calls had none.
      const open = calls.find((call) => !call.answered && call.name === name && (id === "" || !call.own));
      if (open !== undefined) return take(open);
      if (id !== "") return id;
      throw invalid(
        `${path}.name`,
        `Invalid '${path}.name': no earlier functionCall to '${name}' waits for a response.`,
      );
    },
  };
}
