// The limits of a subscription as every answer tells them: `anthropic-ratelimit-unified-*` (wire facts 3.3).

import { isRecord, textAt } from "../shared/json-fields.ts";

export interface UnifiedLimits {
  /** `allowed`, `allowed_warning`, `rejected`; null where it is not said. */
  readonly status: string | null;
  /** Epoch ms */
  readonly resetsAt: number | null;
  /** The window that decides: `five_hour`, `seven_day`, or one of a family of models. */
  readonly claim: string | null;
  readonly windows: readonly UnifiedWindow[];
}

export interface UnifiedWindow {
  readonly windowMs: number;
  /** The models that it limits; null: all of the account's. */
  readonly models: string | null;
  /** 0..100; null where it is not said. */
  readonly usedPercent: number | null;
  /** Epoch ms */
  readonly resetsAt: number | null;
  readonly isRejected: boolean;
}

const PREFIX = "anthropic-ratelimit-unified";
/** `...-5h-status`, `...-7d_sonnet-utilization` */
const WINDOW = /^anthropic-ratelimit-unified-((\d+)([hd])(?:_([a-z_]+))?)-(status|utilization|reset)$/;
const HOUR_MS = 3_600_000;

/** null where the headers tell nothing of the kind, as with API keys. */
export function unifiedLimits(headers: Headers): UnifiedLimits | null {
  // One look decides for the answers that carry none.
  if (!headers.has(`${PREFIX}-status`) && !headers.has(`${PREFIX}-5h-status`)) return null;
  const told = new Map<string, Partial<UnifiedWindow>>();
  headers.forEach((value, name) => {
    const [, window, length, unit, family, field] = WINDOW.exec(name) ?? [];
    if (window === undefined) return;
    told.set(window, {
      windowMs: Number(length) * (unit === "h" ? HOUR_MS : 24 * HOUR_MS),
      models: family === undefined ? null : modelsOf(family),
      ...told.get(window),
      ...fieldOf(field, value),
    });
  });
  const windows = [...told.values()].map((window) => ({ ...UNKNOWN, ...window }));
  return {
    status: headers.get(`${PREFIX}-status`)?.toLowerCase() ?? null,
    resetsAt: instantOf(headers.get(`${PREFIX}-reset`)),
    claim: headers.get(`${PREFIX}-representative-claim`)?.toLowerCase() ?? null,
    windows,
  };
}

const UNKNOWN: UnifiedWindow = { windowMs: 0, models: null, usedPercent: null, resetsAt: null, isRejected: false };

function fieldOf(field: string | undefined, value: string): Partial<UnifiedWindow> {
  if (field === "status") return { isRejected: value.toLowerCase() === "rejected" };
  if (field === "reset") return { resetsAt: instantOf(value) };
  const fraction = value.trim() === "" ? Number.NaN : Number(value);
  return { usedPercent: Number.isFinite(fraction) ? percent(fraction * 100) : null };
}

/** 0..100 with two digits: a window may be overdrawn. */
export function percent(used: number): number {
  return Math.min(100, Math.max(0, Math.round(used * 100) / 100));
}

/** Names of windows that are not their family's: `oi`, overage included, is Fable's (sub2api#3698, CLIProxyAPI#5033). */
const FAMILIES: Readonly<Record<string, string>> = { oi: "fable", overage_included: "fable" };

/** The wildcard for a family as a window or a limit calls it: `oi`, `opus`, `Fable 5`. */
export function modelsOf(family: string): string {
  const name = family.toLowerCase();
  return `claude-${(Object.hasOwn(FAMILIES, name) ? FAMILIES[name] : undefined) ?? name.split(/[^a-z]/)[0] ?? name}-*`;
}

/** The wildcard for the family of a model, its own name where it does not tell one. */
export function familyOf(model: string): string {
  const family = /^claude-([a-z]+)-/.exec(model)?.[1];
  return family === undefined ? model : modelsOf(family);
}

/** The models of a limit's `scope.model`: `{id, display_name}`; null where it names none. */
export function modelsOfScope(scope: unknown): string | null {
  const model = isRecord(scope) ? scope["model"] : null;
  if (!isRecord(model)) return null;
  const id = textAt(model, "id");
  if (id !== null) return familyOf(id);
  const name = textAt(model, "display_name")?.replace(/^claude\s+/i, "") ?? "";
  return /^[a-z]/i.test(name) ? modelsOf(name) : null;
}

/** Epoch ms of unix seconds. */
function instantOf(text: string | null): number | null {
  if (text === null || text.trim() === "") return null;
  const at = Number(text) * 1000;
  return Number.isFinite(at) ? Math.round(at) : null;
}
