// Compatible upstreams in config.yaml: added, changed, taken out, given another key.

import type { ConfigInForce } from "../../config/config-document.ts";
import { edit } from "../config/change-config.ts";
import { isEntry, rawList } from "../key-lists/raw-list.ts";
import { appended, changeKeys, EXISTS, type KeysChanged, type KeysDeps, MISSING } from "./change-keys.ts";
import { changesOf, entryOf, type SaidOfKey } from "./entry-members.ts";

export interface NewUpstreamKey {
  readonly apiKey: string;
  readonly proxyUrl: string | null;
}

export const UPSTREAMS = "openai-compatibility";
const KEYS = "api-key-entries";

export function addUpstream(
  deps: KeysDeps,
  said: SaidOfKey & { readonly name: string },
  keys: readonly NewUpstreamKey[],
): Promise<KeysChanged> {
  return changeKeys(deps, (now) => {
    if (placeOf(now, said.name) !== null) return EXISTS;
    const entry = { ...entryOf(said), ...(keys.length === 0 ? {} : { [KEYS]: keys.map(keyEntry) }) };
    return { plan: appended(now, UPSTREAMS, entry), index: rawList(now, UPSTREAMS).length };
  });
}

/** `said.name`: what it is to be called. */
export function changeUpstream(deps: KeysDeps, name: string, said: SaidOfKey): Promise<KeysChanged> {
  return changeKeys(deps, (now) => {
    const index = placeOf(now, name);
    if (index === null) return MISSING;
    const wanted = said["name"];
    if (typeof wanted === "string" && wanted !== name && placeOf(now, wanted) !== null) return EXISTS;
    return { plan: edit(...changesOf([UPSTREAMS, index], rawList(now, UPSTREAMS)[index], said)), index };
  });
}

export function removeUpstream(deps: KeysDeps, name: string): Promise<KeysChanged> {
  return changeKeys(deps, (now) => {
    const index = placeOf(now, name);
    return index === null ? MISSING : { plan: edit({ path: [UPSTREAMS, index], value: undefined }), index: -1 };
  });
}

export function addUpstreamKey(deps: KeysDeps, name: string, key: NewUpstreamKey): Promise<KeysChanged> {
  return changeKeys(deps, (now) => {
    const index = placeOf(now, name);
    if (index === null) return MISSING;
    const entry = rawList(now, UPSTREAMS)[index];
    const keys: unknown = isEntry(entry) ? entry[KEYS] : undefined;
    const known = Array.isArray(keys) ? keys : [];
    if (known.some((one: unknown) => (isEntry(one) ? one["api-key"] : one) === key.apiKey)) return EXISTS;
    const path = [UPSTREAMS, index, KEYS];
    const added = keyEntry(key);
    const place = known.length === 0 ? { path, value: [added] } : { path: [...path, known.length], value: added };
    return { plan: edit(place), index };
  });
}

function keyEntry({ apiKey, proxyUrl }: NewUpstreamKey): SaidOfKey {
  return entryOf({ api_key: apiKey, proxy_url: proxyUrl });
}

function placeOf(now: ConfigInForce, name: string): number | null {
  const index = rawList(now, UPSTREAMS).findIndex((entry) => isEntry(entry) && entry["name"] === name);
  return index < 0 ? null : index;
}
