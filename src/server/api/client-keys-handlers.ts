// /api/client-keys: keys for clients of the proxy.

import type { z } from "@hono/zod-openapi";

import * as contract from "../../../contract/client-keys.ts";
import {
  changeClientKey,
  type ChangedKey,
  deleteClientKey,
  regenerateClientKey,
} from "../../management/client-keys/change-client-key.ts";
import {
  type ClientKeyDeps,
  createClientKey,
  type RefusedKey,
} from "../../management/client-keys/create-client-key.ts";
import { type KeyStanding, keyStanding, keyStandings } from "../../management/client-keys/key-standing.ts";
import { keyUsageReport, type UsageReportDeps, type UsageSums } from "../../management/client-keys/key-usage.ts";
import type { Api } from "./api-app.ts";
import { ApiFault } from "./api-fault.ts";
import { instantOf, instantOrNull } from "./instants.ts";

export interface ClientKeysHandlersDeps extends ClientKeyDeps, UsageReportDeps {
  readonly keys: ClientKeyDeps["keys"];
}

type KeyView = z.output<(typeof contract.getClientKey)["responses"][200]["content"]["application/json"]["schema"]>;

export function serveClientKeys(api: Api, deps: ClientKeysHandlersDeps): void {
  serveReading(api, deps);
  serveChanges(api, deps);
}

function serveReading({ serve }: Api, deps: ClientKeysHandlersDeps): void {
  serve(contract.listClientKeys, async (context) => {
    const made = (await keyStandings(deps)).map(viewOf);
    return context.json({ client_keys: [...made, ...[...deps.configNames()].map(configView)] }, 200);
  });

  serve(contract.getClientKey, async (context) => {
    const { id } = context.req.valid("param");
    const name = configNameOf(deps, id);
    return context.json(name === null ? await viewFor(deps, id) : configView(name), 200);
  });

  serve(contract.getClientKeyUsage, async (context) => {
    const id = madeHere(deps, context.req.valid("param").id);
    const query = context.req.valid("query");
    if (deps.ring.get(id) === null) throw notFound(id);
    const to = query.to === undefined ? deps.clock.now() : Date.parse(query.to);
    const from = query.from === undefined ? to - USUAL_RANGE_MS : Date.parse(query.from);
    const by = query.by ?? "day";
    // The hour in which the range begins counts whole, as the one in which it ends.
    const { rows, totals } = await keyUsageReport(deps, { id, by, from: Math.floor(from / HOUR_MS) * HOUR_MS, to });
    return context.json(
      {
        by,
        from: instantOf(from),
        to: instantOf(to),
        totals: sumsView(totals),
        rows: rows.map((row) => ({ at: instantOf(row.at), model: row.model, ...sumsView(row) })),
      },
      200,
    );
  });
}

const HOUR_MS = 3_600_000;
const USUAL_RANGE_MS = 7 * 24 * HOUR_MS;

function serveChanges({ serve }: Api, deps: ClientKeysHandlersDeps): void {
  serve(contract.createClientKey, async (context) => {
    const wanted = context.req.valid("json");
    const made = await createClientKey(deps, {
      name: wanted.name,
      enabled: wanted.enabled ?? true,
      expiresAt: wanted.expires_at === undefined ? null : epochOf(wanted.expires_at),
      models: wanted.allowed_models ?? null,
      accounts: wanted.allowed_accounts ?? null,
      concurrency: wanted.concurrency ?? null,
      limits: wanted.limits ?? [],
    });
    if (made.kind !== "made") throw faultOf(made);
    context.set("auditSubject", made.key.id);
    context.set("auditDetail", made.key.name);
    return context.json({ key: made.text, client_key: await viewFor(deps, made.key.id) }, 200);
  });

  serve(contract.patchClientKey, async (context) => {
    const id = madeHere(deps, context.req.valid("param").id);
    const wanted = context.req.valid("json");
    const changed = await changeClientKey(deps, id, {
      fields: {
        name: wanted.name,
        enabled: wanted.enabled,
        expiresAt: wanted.expires_at === undefined ? undefined : epochOf(wanted.expires_at),
        models: wanted.allowed_models,
        accounts: wanted.allowed_accounts,
        concurrency: wanted.concurrency,
        limits: wanted.limits,
      },
      resetUsage: wanted.reset_usage === true,
    });
    if (changed.kind !== "changed") throw changed.kind === "unknown" ? notFound(id) : faultOf(changed);
    context.set("auditDetail", Object.keys(wanted).join(", "));
    return context.json(await viewFor(deps, id), 200);
  });

  serve(contract.regenerateClientKey, async (context) => {
    const id = madeHere(deps, context.req.valid("param").id);
    const made = await regenerateClientKey(deps, id);
    if (made.kind === "unknown") throw notFound(id);
    context.set("auditDetail", made.key.name);
    return context.json({ key: made.text, client_key: await viewFor(deps, id) }, 200);
  });

  serve(contract.deleteClientKey, async (context) => {
    const id = madeHere(deps, context.req.valid("param").id);
    const name = deps.ring.get(id)?.name;
    if (!(await deleteClientKey(deps, id))) throw notFound(id);
    if (name !== undefined) context.set("auditDetail", name);
    return context.json({ status: "deleted" as const }, 200);
  });
}

async function viewFor(deps: ClientKeysHandlersDeps, id: string): Promise<KeyView> {
  const standing = await keyStanding(deps, id);
  if (standing === null) throw notFound(id);
  return viewOf(standing);
}

function viewOf({ key, status, limits, inFlight, totals, lastUsedAt }: KeyStanding): KeyView {
  return {
    id: key.id,
    name: key.name,
    source: "dashboard",
    key_prefix: key.prefix,
    status,
    enabled: key.enabled,
    created_at: instantOf(key.createdAt),
    expires_at: instantOrNull(key.expiresAt),
    last_used_at: instantOrNull(lastUsedAt),
    allowed_models: key.models === null ? null : [...key.models],
    allowed_accounts: key.accounts === null ? null : [...key.accounts],
    concurrency: key.concurrency,
    in_flight: inFlight,
    limits: limits.map(({ limit, count, held, resetsAt }) => ({
      kind: limit.kind,
      window: limit.window,
      max: limit.max,
      current: count.used,
      reserved: held,
      resets_at: instantOf(resetsAt),
    })),
    totals: usedView(totals),
  };
}

const CONFIG_ID = "config:";

/** A key of config.yaml: it is shown so that the page shows all keys, and changed in the file. */
function configView(name: string): KeyView {
  return {
    id: `${CONFIG_ID}${name}`,
    name,
    source: "config",
    key_prefix: null,
    status: "active",
    enabled: true,
    created_at: null,
    expires_at: null,
    last_used_at: null,
    allowed_models: null,
    allowed_accounts: null,
    concurrency: null,
    in_flight: 0,
    limits: [],
    totals: null,
  };
}

function configNameOf({ configNames }: ClientKeysHandlersDeps, id: string): string | null {
  const name = id.startsWith(CONFIG_ID) ? id.slice(CONFIG_ID.length) : null;
  return name !== null && configNames().has(name) ? name : null;
}

/** Throws ApiFault for a key of config.yaml. */
function madeHere(deps: ClientKeysHandlersDeps, id: string): string {
  if (configNameOf(deps, id) === null) return id;
  throw new ApiFault("client_key_in_config", "The key is listed under api-keys in config.yaml: change it there");
}

function usedView({ requests, usage, costUsd }: Pick<UsageSums, "requests" | "usage" | "costUsd">) {
  return {
    requests,
    input_tokens: usage.inputTokens,
    cached_input_tokens: usage.cachedInputTokens,
    output_tokens: usage.outputTokens,
    cost_usd: costUsd,
  };
}

function sumsView(sums: UsageSums) {
  return { ...usedView(sums), failures: sums.failures, cancelled: sums.cancelled };
}

function epochOf(instant: string | null): number | null {
  return instant === null ? null : Date.parse(instant);
}

function notFound(id: string): ApiFault {
  return new ApiFault("client_key_not_found", `There is no client key '${id}'`);
}

function faultOf(refused: Exclude<RefusedKey | ChangedKey, { kind: "changed" | "unknown" }>): ApiFault {
  switch (refused.kind) {
    case "name_taken":
      return new ApiFault("client_key_name_taken", "name: another client key has it, or had it before a change");
    case "unknown_account":
      return new ApiFault("validation_error", `allowed_accounts: there is no account '${refused.id}'`);
    case "expiry_past":
      return new ApiFault("validation_error", "expires_at: must be in the future");
  }
}
