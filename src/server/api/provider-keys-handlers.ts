// Keys of upstreams in config.yaml over /api.

import type { z } from "@hono/zod-openapi";

import * as contract from "../../../contract/provider-keys.ts";
import type { Config } from "../../config/schema.ts";
import { accountIdOf, type Sha256Hex } from "../../domain/ids.ts";
import { maskedKey } from "../../logins/account-label.ts";
import {
  addKey,
  changeKey,
  type KeysChanged,
  type KeysDeps,
  removeKey,
} from "../../management/provider-keys/change-keys.ts";
import {
  addUpstream,
  addUpstreamKey,
  changeUpstream,
  type NewUpstreamKey,
  removeUpstream,
  UPSTREAMS,
} from "../../management/provider-keys/change-upstreams.ts";
import type { Api } from "./api-app.ts";
import { ApiFault } from "./api-fault.ts";
import { withoutUser } from "./without-user.ts";

export interface ProviderKeysDeps extends KeysDeps {
  readonly sha256: Sha256Hex;
}

type ListView = z.output<(typeof contract.listProviderKeys)["responses"][200]["content"]["application/json"]["schema"]>;
type KeyView = ListView["keys"][number];
type UpstreamView = ListView["upstreams"][number];

export function serveProviderKeys(api: Api, deps: ProviderKeysDeps): void {
  serveVendorKeys(api, deps);
  serveUpstreams(api, deps);
}

function serveVendorKeys({ serve }: Api, deps: ProviderKeysDeps): void {
  serve(contract.listProviderKeys, (context) =>
    context.json({ keys: keysIn(deps), upstreams: upstreamsIn(deps) }, 200),
  );

  serve(contract.addProviderKey, async (context) => {
    const { provider } = context.req.valid("param");
    const changed = await addKey(deps, listOf(provider), context.req.valid("json"));
    return context.json(keyAt(deps, provider, changedAt(changed, "key")), 200);
  });

  serve(contract.changeProviderKey, async (context) => {
    const { provider, account_id: accountId } = context.req.valid("param");
    const said = context.req.valid("json");
    context.set("auditDetail", Object.keys(said).join(", "));
    const changed = await changeKey(deps, { list: listOf(provider), accountId }, said);
    return context.json(keyAt(deps, provider, changedAt(changed, "key")), 200);
  });

  serve(contract.removeProviderKey, async (context) => {
    const { provider, account_id: accountId } = context.req.valid("param");
    changedAt(await removeKey(deps, { list: listOf(provider), accountId }), "key");
    return context.json({ status: "removed" as const }, 200);
  });
}

function serveUpstreams({ serve }: Api, deps: ProviderKeysDeps): void {
  serve(contract.addUpstream, async (context) => {
    const { keys = [], ...said } = context.req.valid("json");
    context.set("auditSubject", said.name);
    const changed = await addUpstream(deps, said, keys.map(newKey));
    return context.json(upstreamAt(deps, changedAt(changed, "upstream")), 200);
  });

  serve(contract.changeUpstream, async (context) => {
    const said = context.req.valid("json");
    context.set("auditDetail", Object.keys(said).join(", "));
    const changed = await changeUpstream(deps, context.req.valid("param").name, said);
    return context.json(upstreamAt(deps, changedAt(changed, "upstream")), 200);
  });

  serve(contract.removeUpstream, async (context) => {
    changedAt(await removeUpstream(deps, context.req.valid("param").name), "upstream");
    return context.json({ status: "removed" as const }, 200);
  });

  serve(contract.addUpstreamKey, async (context) => {
    const key = newKey(context.req.valid("json"));
    const changed = await addUpstreamKey(deps, context.req.valid("param").name, key);
    if (changed.kind === "exists") throw new ApiFault("provider_key_exists", "The upstream has this key already");
    return context.json(upstreamAt(deps, changedAt(changed, "upstream")), 200);
  });
}

/** Where the entry stands now. Throws ApiFault. */
function changedAt(changed: KeysChanged, what: "key" | "upstream"): number {
  const isKey = what === "key";
  switch (changed.kind) {
    case "changed":
      return changed.index;
    case "not_found":
      throw new ApiFault(isKey ? "provider_key_not_found" : "upstream_not_found", `There is no such ${what}`);
    case "exists":
      throw isKey
        ? new ApiFault("provider_key_exists", "This key stands there already, for the same address")
        : new ApiFault("upstream_exists", "There is an upstream of this name");
    case "invalid":
      throw new ApiFault("validation_error", changed.reason);
    case "not_written":
      throw new ApiFault("config_not_written", changed.reason);
  }
}

type Provider = KeyView["provider"];
type KeyEntry = Config["codexApiKey"][number];

function entriesOf(config: Config): Readonly<Record<Provider, readonly KeyEntry[]>> {
  return {
    codex: config.codexApiKey,
    claude: config.claudeApiKey,
    gemini: config.geminiApiKey,
    vertex: config.vertexApiKey,
    kimi: config.kimiApiKey,
    xai: config.xaiApiKey,
  };
}

function listOf(provider: Provider): string {
  return `${provider}-api-key`;
}

function keysIn(deps: ProviderKeysDeps): KeyView[] {
  const entries = entriesOf(deps.document.current());
  return (Object.keys(entries) as Provider[]).flatMap((provider) =>
    entries[provider].map((_, index) => keyAt(deps, provider, index)),
  );
}

function keyAt({ document, authIndexes, sha256 }: ProviderKeysDeps, provider: Provider, index: number): KeyView {
  const config = document.current();
  const entry = entriesOf(config)[provider][index];
  const authIndex = authIndexes(config).get(listOf(provider))?.[index]?.[0];
  if (entry === undefined || authIndex === undefined) throw removedMeanwhile();
  return {
    account_id: accountIdOf(authIndex),
    provider,
    key: maskedKey(entry.apiKey.reveal(), sha256),
    base_url: entry.baseUrl === null ? null : withoutUser(entry.baseUrl),
    proxy_url: proxyView(entry.proxyUrl),
    ...saidView(entry),
  };
}

function upstreamsIn(deps: ProviderKeysDeps): UpstreamView[] {
  return deps.document.current().openaiCompatibility.map((_, index) => upstreamAt(deps, index));
}

function upstreamAt({ document, authIndexes, sha256 }: ProviderKeysDeps, index: number): UpstreamView {
  const config = document.current();
  const entry = config.openaiCompatibility[index];
  const indexes = authIndexes(config).get(UPSTREAMS)?.[index] ?? [];
  if (entry === undefined) throw removedMeanwhile();
  const keys =
    entry.apiKeyEntries.length === 0 ? [{ apiKey: null, proxyUrl: "", disabled: false }] : entry.apiKeyEntries;
  return {
    name: entry.name,
    base_url: withoutUser(entry.baseUrl),
    keys: keys.map(({ apiKey, proxyUrl, disabled }, position) => ({
      account_id: accountIdOf(indexes[position] ?? ""),
      key: apiKey === null ? null : maskedKey(apiKey.reveal(), sha256),
      proxy_url: proxyView(proxyUrl),
      disabled,
    })),
    ...saidView(entry),
  };
}

type Said = Pick<KeyView, "prefix" | "priority" | "header_names" | "models" | "excluded_models" | "disabled">;

function saidView(
  entry: Pick<KeyEntry, "prefix" | "priority" | "headers" | "models" | "excludedModels" | "disabled">,
): Said {
  return {
    prefix: entry.prefix,
    priority: entry.priority,
    header_names: [...entry.headers.keys()],
    models: entry.models === null ? null : entry.models.map(({ name, alias }) => ({ name, alias })),
    excluded_models: [...entry.excludedModels],
    disabled: entry.disabled,
  };
}

function newKey({ api_key, proxy_url }: { api_key: string; proxy_url?: string | null | undefined }): NewUpstreamKey {
  return { apiKey: api_key, proxyUrl: proxy_url ?? null };
}

function proxyView(url: string): string | null {
  return url === "" ? null : withoutUser(url);
}

function removedMeanwhile(): ApiFault {
  return new ApiFault("config_not_written", "config.yaml was changed by another hand at the same time; look again");
}
