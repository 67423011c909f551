// An account as /api shows it (contract/account-views.ts). Secrets never get here but as names.

import type { z } from "@hono/zod-openapi";

import type { accountDetails, accountView } from "../../../contract/account-views.ts";
import type { WindowLeft } from "../../domain/plan-capacity.ts";
import { type AccountRow, aliasOf, displayNameOf, textIn } from "../../management/accounts/account-rows.ts";
import { planTypeOf } from "../../management/accounts/find-accounts.ts";
import type { RequestSums } from "../../domain/usage-totals.ts";
import { instantOf, instantOrNull } from "./instants.ts";
import { withoutUser } from "./without-user.ts";

export type AccountView = z.output<typeof accountView>;
export type AccountDetails = z.output<typeof accountDetails>;

export function viewOf(row: AccountRow): AccountView {
  return { ...seedView(row), ...furtherView(row) };
}

export interface DetailsInput {
  readonly row: AccountRow;
  readonly models: readonly string[];
  readonly duplicateFiles: readonly string[];
  /** null where the store cannot be asked now. */
  readonly totals: RequestSums | null;
  readonly now: number;
}

export function detailsOf({ row, models, duplicateFiles, totals, now }: DetailsInput): AccountDetails {
  const { live } = row;
  const { account, health, quota } = live;
  const { aliases, excluded } = account.models;
  return {
    ...viewOf(row),
    token: tokenView(row),
    model_windows: (quota?.models ?? []).map(({ model, window }) => ({
      model,
      remaining_percent: percentLeft(window.resetsAt !== null && window.resetsAt <= now ? 0 : window.usedPercent),
      window_minutes: window.windowMs / MINUTE_MS,
      reset_at: instantOrNull(window.resetsAt),
    })),
    closed_models: Object.entries(health.closedModels)
      .filter(([, { until }]) => until > now)
      .map(([model, { reason, until }]) => ({ model, reason, until: instantOf(until) })),
    failures_in_a_row: health.failuresInARow,
    models: [...models],
    excluded_models: [...excluded],
    model_aliases: aliases.map(({ name, alias, hidesName }) => ({ name, alias, fork: !hidesName })),
    proxy_url: account.proxyUrl === null ? null : withoutUser(account.proxyUrl),
    base_url: account.baseUrl === null ? null : withoutUser(account.baseUrl),
    header_names: Object.keys(account.headers),
    region: account.region,
    duplicate_files: [...duplicateFiles],
    totals: totals === null ? null : totalsView(totals),
  };
}

export function usageView({ primary, secondary }: Pick<AccountRow, "primary" | "secondary">): AccountView["usage"] {
  return {
    primary_remaining_percent: primary?.remainingPercent ?? null,
    secondary_remaining_percent: secondary?.remainingPercent ?? null,
  };
}

const MINUTE_MS = 60_000;

type SeedView = Omit<AccountView, keyof ReturnType<typeof furtherView>>;

function seedView(row: AccountRow): SeedView {
  const { live, primary, secondary } = row;
  const { account, condition } = live;
  const { credentials } = account;
  const isOut = condition.kind === "reauth_required" || condition.kind === "deactivated";
  return {
    account_id: live.id,
    email: account.email ?? "",
    display_name: displayNameOf(row),
    plan_type: planTypeOf(account, row.plan),
    status: row.status,
    usage: usageView(row),
    reset_at_primary: instantOrNull(primary?.resetsAt ?? null),
    reset_at_secondary: instantOrNull(secondary?.resetsAt ?? null),
    window_minutes_primary: minutesOf(primary),
    window_minutes_secondary: minutesOf(secondary),
    capacity_credits_primary: primary?.capacityCredits ?? null,
    remaining_credits_primary: primary?.remainingCredits ?? null,
    capacity_credits_secondary: secondary?.capacityCredits ?? null,
    remaining_credits_secondary: secondary?.remainingCredits ?? null,
    last_refresh_at: instantOrNull(credentials.kind === "oauth" ? credentials.refreshedAt : null),
    deactivation_reason: isOut ? condition.reason : null,
  };
}

function furtherView(row: AccountRow) {
  const { live, said, problem, recent } = row;
  const { account, quota } = live;
  return {
    auth_index: account.authIndex,
    provider: account.provider,
    upstream: account.qualifier,
    kind: account.credentials.kind === "oauth" ? ("login" as const) : ("api_key" as const),
    source: account.fileName === null ? ("config" as const) : ("auth_file" as const),
    file_name: account.fileName,
    alias: aliasOf(said),
    note: textIn(said, "note"),
    project_id: projectOf(row) ?? textIn(said, "project_id"),
    priority: live.priority,
    weight: live.weight,
    prefix: account.models.prefix,
    paused: live.paused,
    paused_by: row.pausedBy,
    problem:
      problem === null ? null : { ...problem, since: instantOf(problem.since), until: instantOrNull(problem.until) },
    in_flight: live.inFlight,
    concurrency: Number.isFinite(live.concurrencyCap) ? live.concurrencyCap : null,
    last_used_at: instantOrNull(live.lastUsedAt === 0 ? null : live.lastUsedAt),
    quota_observed_at: instantOrNull(quota?.observedAt ?? null),
    recent: recent === null ? null : activityView(recent),
  };
}

function activityView(recent: NonNullable<AccountRow["recent"]>): NonNullable<AccountView["recent"]> {
  const [first, second] = recent;
  return {
    from: instantOf(first?.at ?? 0),
    bucket_minutes: ((second?.at ?? 0) - (first?.at ?? 0)) / MINUTE_MS,
    succeeded: recent.map(({ success }) => success),
    failed: recent.map(({ failed }) => failed),
  };
}

function tokenView({ live }: AccountRow): AccountDetails["token"] {
  const { credentials } = live.account;
  if (credentials.kind !== "oauth") return null;
  return {
    expires_at: instantOrNull(credentials.expiresAt),
    refreshed_at: instantOrNull(credentials.refreshedAt),
    refreshable: credentials.refreshToken !== null,
  };
}

/** Google's accounts are billed by a project; elsewhere that name is the upstream's own business. */
const PROJECT_PROVIDERS: ReadonlySet<string> = new Set(["gemini-cli", "antigravity", "vertex"]);

function projectOf({ live }: AccountRow): string | null {
  const { provider, credentials } = live.account;
  return PROJECT_PROVIDERS.has(provider) && credentials.kind === "oauth" ? credentials.upstreamAccountId : null;
}

function totalsView({ requests, succeeded, usage }: RequestSums): NonNullable<AccountDetails["totals"]> {
  return {
    requests,
    succeeded,
    input_tokens: usage.inputTokens,
    cached_input_tokens: usage.cachedInputTokens,
    output_tokens: usage.outputTokens,
  };
}

function minutesOf(window: WindowLeft | null): number | null {
  return window === null ? null : window.windowMs / MINUTE_MS;
}

function percentLeft(used: number): number {
  return Math.min(100, Math.max(0, 100 - used));
}
