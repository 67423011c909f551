// Everyone one of the further upstreams knows, whose a credential is, and the sign-ins under way there.

import type { Clock, Ids } from "../../domain/ports.ts";
import { createSignIns, type SignIns } from "../sign-in/sign-ins.ts";
import type { Sessions } from "./sessions.ts";

export interface Member {
  readonly handle: { readonly email: string; readonly accountId: string };
  /** null for a member who has a key and never signs in. */
  readonly sessions: Sessions | null;
  /** The key that asks for answers; null where access tokens do. */
  readonly key: string | null;
  /** Requests this member has had answered. */
  readonly served: { count: number };
}

export interface Realm<Entry extends Member> {
  add(entry: Entry): Entry;
  members(): readonly Entry[];
  /** Whose key, access token or refresh token this is or was. */
  holder(credential: string): Entry | null;
  readonly signIns: SignIns<Entry>;
}

/** An upstream without accounts. */
export function createRealm<Entry extends Member>(deps: { readonly clock: Clock; readonly ids: Ids }): Realm<Entry> {
  const members: Entry[] = [];
  const known = new Map<string, Entry>();
  const accounts = (): readonly Entry[] => members.filter((member) => member.sessions !== null);
  return {
    add(entry) {
      members.push(entry);
      return entry;
    },
    members: () => members,
    holder(credential) {
      const found =
        known.get(credential) ??
        members.find(({ key, sessions }) => key === credential || (sessions?.of(credential) ?? null) !== null) ??
        null;
      // A credential is looked up on every request; old ones keep pointing at their owner.
      if (found !== null) known.set(credential, found);
      return found;
    },
    signIns: createSignIns({ ...deps, accounts }),
  };
}

/** Every name a fault script may call a member by; none for nobody. */
export function namesOfMember(member: Member | null): readonly string[] {
  if (member === null) return [];
  const { email, accountId } = member.handle;
  return member.key === null ? [email, accountId] : [email, accountId, member.key];
}
