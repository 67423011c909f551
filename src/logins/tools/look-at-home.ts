// One look at a tool's home: whose login stands there, and what the tool has renewed is taken into our auth file. Never the
// other way round, never an older one.

import type { Account } from "../../domain/account.ts";
import type { ProviderId, Sha256Hex } from "../../domain/ids.ts";
import type { Clock } from "../../domain/ports.ts";
import type { AuthFileForm } from "../../providers/auth-file.ts";
import type { UpstreamClient } from "../../wire/upstream-call.ts";
import type { AuthFileFolder } from "../auth-file-folder.ts";
import { ANSWER_TIMEOUT_MS, identifyAccount } from "../identify-account.ts";
import { type LoginRelation, relationOf, sharedAfter } from "./login-relation.ts";
import { type Holder, isSameOwner, matchLogin } from "./match-login.ts";
import type { ToolHome, ToolLogin } from "./tool-home.ts";
import { type HomeRecord, recordOf, type ToolRegister } from "./tool-register.ts";

export interface HomeLook {
  readonly home: ToolHome;
  readonly login: ToolLogin;
  /** null where nobody's login stands there, or none that is understood. */
  readonly holder: Holder | null;
  /** null where the holder is not known or its login is a key. */
  readonly relation: LoginRelation | null;
  /** The account as our auth file has it now, with what was taken over. */
  readonly account: Account | null;
  readonly record: HomeRecord;
}

export interface LookDeps {
  readonly folder: Pick<AuthFileFolder, "read" | "store">;
  readonly register: ToolRegister;
  readonly forms: ReadonlyMap<ProviderId, AuthFileForm>;
  readonly sha256: Sha256Hex;
  /** Asked whose a renewed login is where it does not say so itself; null: no upstream is asked anything. */
  readonly asking: { readonly client: UpstreamClient; readonly clock: Clock } | null;
}

export async function lookAtHome(home: ToolHome, accounts: readonly Account[], deps: LookDeps): Promise<HomeLook> {
  const login = await home.read();
  const record = recordOf(await deps.register.read(), home);
  const nobody = { home, login, holder: null, relation: null, account: null, record };
  const form = deps.forms.get(home.provider);
  if (login.kind !== "login" || form === undefined) return nobody;
  const holder = matchLogin(login, { home, form, accounts, sha256: deps.sha256 });
  if (holder.kind !== "known") return { ...nobody, holder };
  const { ours, held } = holder;
  if (held.credentials.kind === "api-key") {
    await note({ home, accountId: ours.id, shared: null }, record, deps);
    return { ...nobody, holder, account: ours };
  }
  const before = record.account_id === ours.id ? record.shared : null;
  const found = relationOf(holder, before, deps.sha256);
  const account = found === "renewed" ? await takeOver(holder, { ...deps, home, form, login }) : ours;
  // What could not be taken over yet is the tool's all the same: it is not ours to renew.
  if (account === null) return { ...nobody, holder, relation: "renewed", account: ours };
  const relation = found === "renewed" ? "same" : found;
  const shared = sharedAfter(relation, relation === "same" ? account : held, { before, sha256: deps.sha256 });
  await note({ home, accountId: ours.id, shared }, record, deps);
  return { ...nobody, holder, relation, account };
}

interface TakeOverDeps extends LookDeps {
  readonly home: ToolHome;
  readonly form: AuthFileForm;
  readonly login: Extract<ToolLogin, { kind: "login" }>;
}

/** The account with the tool's tokens in its auth file; null where it could not be made sure whose they are, or not written. */
async function takeOver({ ours, held, sure }: Extract<Holder, { kind: "known" }>, deps: TakeOverDeps) {
  const { home, form, login, folder } = deps;
  const json = { ...login.json, ...home.ownerFields(ours) };
  if (!sure && !(await isConfirmed(ours, deps))) return null;
  const outcome = await folder.store({ kind: "ready", form, json, account: held }).catch(() => null);
  return outcome === null || outcome.kind === "skipped" ? null : outcome.account;
}

/** Another file's word is not enough to put one's tokens into an account: the upstream is asked whose they are. */
async function isConfirmed(ours: Account, { home, form, login, asking }: TakeOverDeps): Promise<boolean> {
  if (asking === null) return false;
  const limit = new AbortController();
  const cancel = asking.clock.after(ANSWER_TIMEOUT_MS, () => limit.abort());
  const found = await identifyAccount(asking, { form, json: login.json, signal: limit.signal });
  cancel();
  return found.kind === "identified" && isSameOwner(home.ownerFields(ours), found.fields);
}

async function note(
  seen: { readonly home: ToolHome; readonly accountId: string; readonly shared: HomeRecord["shared"] },
  known: HomeRecord,
  { register }: LookDeps,
): Promise<void> {
  const { home, accountId, shared } = seen;
  const isNews = known.account_id !== accountId || JSON.stringify(known.shared) !== JSON.stringify(shared);
  if (!isNews) return;
  // A data folder that cannot be written costs no answer: what is not remembered is found out again.
  await register.update(home, (record) => ({ ...record, account_id: accountId, shared })).catch(() => undefined);
}
