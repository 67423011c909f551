// What the operator says of inspections: when they run by themselves, and what they may do on their own.

import { z } from "zod";

import { timeZoneOf } from "../domain/time-zone.ts";
import { section } from "./schema-section.ts";
import { onOff, wholeNumber } from "./schema-values.ts";

export const AUTOMATIONS = ["none", "disable", "recover"] as const;

const DAY_TIME = "a time of the day such as 03:00";
const ZONE = "a time zone such as Europe/Berlin or UTC";

export const inspection = {
  inspection: section({
    "every-minutes": wholeNumber(5, 44_640)
      .nullable()
      .default(null)
      .describe("Inspect all accounts so often, counted from the last inspection. Unset: not by interval."),
    at: z
      .array(z.string({ error: DAY_TIME }).regex(/^([01]\d|2[0-3]):[0-5]\d$/, DAY_TIME), {
        error: "a list of times such as [03:00, 15:00]",
      })
      .max(24, "at most 24 times")
      .default([])
      .describe("Inspect all accounts at these times of the day, e.g. [03:00, 15:00]."),
    "time-zone": z
      .string({ error: ZONE })
      .refine((name) => timeZoneOf(name) !== null, ZONE)
      .nullable()
      .default(null)
      .describe("Whose clocks those times are read from, e.g. Europe/Berlin. Unset: this computer's."),
    workers: wholeNumber(1, 32).default(4).describe("How many accounts are asked about at the same time."),
    "test-requests": onOff
      .default(false)
      .describe("True: an account whose upstream tells no quota gets one small request, which costs a few tokens."),
    "pause-at-percent": wholeNumber(1, 100)
      .nullable()
      .default(null)
      .describe("Suggest to pause accounts whose weekly quota is used so far. Unset: what is used up just rests."),
    automation: z
      .enum(AUTOMATIONS, { error: "one of none, disable, recover" })
      .default("none")
      .describe(
        "What an inspection does on its own: none (it suggests), disable (it pauses what it would disable or delete) or recover (it also ends its own pauses once the account works again; nobody else's).",
      ),
  })
    .prefault({})
    .describe("Inspections: each account is asked how it is, and what to do about it is suggested."),
};
