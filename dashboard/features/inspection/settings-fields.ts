// The settings of inspections as text fields, and back.

import type { Text } from "../../lib/i18n.ts";
import type { InspectionSettings } from "./inspection-query.ts";
import { TEXT } from "./messages.ts";

export interface SettingsFields {
  readonly everyMinutes: string;
  readonly at: string;
  readonly zone: string;
  readonly workers: string;
  readonly pauseAt: string;
  readonly testRequests: boolean;
  readonly automation: InspectionSettings["automation"];
}

export function fieldsOf(settings: InspectionSettings): SettingsFields {
  return {
    everyMinutes: settings.every_minutes?.toString() ?? "",
    at: settings.at.join(", "),
    zone: settings.time_zone ?? "",
    workers: settings.workers.toString(),
    pauseAt: settings.pause_at_percent?.toString() ?? "",
    testRequests: settings.test_requests,
    automation: settings.automation,
  };
}

/** Of fields that are all in order. */
export function settingsOf(fields: SettingsFields): InspectionSettings {
  return {
    every_minutes: numberOrNull(fields.everyMinutes),
    at: timesIn(fields.at),
    time_zone: fields.zone.trim() === "" ? null : fields.zone.trim(),
    workers: Number(fields.workers),
    pause_at_percent: numberOrNull(fields.pauseAt),
    test_requests: fields.testRequests,
    automation: fields.automation,
  };
}

/** What is wrong with a field; null where nothing is. */
export function problemOf(name: "everyMinutes" | "at" | "workers" | "pauseAt", value: string): Text | null {
  switch (name) {
    case "everyMinutes":
      return value.trim() === "" || isWhole(value, 5, 44_640) ? null : TEXT.wrongMinutes;
    case "pauseAt":
      return value.trim() === "" || isWhole(value, 1, 100) ? null : TEXT.wrongPercent;
    case "workers":
      return isWhole(value, 1, 32) ? null : TEXT.wrongWorkers;
    case "at":
      return timesIn(value).every((time) => /^([01]\d|2[0-3]):[0-5]\d$/.test(time)) ? null : TEXT.wrongTimes;
  }
}

function timesIn(text: string): string[] {
  return text.split(/[\s,，、]+/).filter((time) => time !== "");
}

function isWhole(text: string, least: number, most: number): boolean {
  return /^\d+$/.test(text.trim()) && Number(text) >= least && Number(text) <= most;
}

function numberOrNull(text: string): number | null {
  return text.trim() === "" ? null : Number(text);
}
