import { describe, expect, test } from "bun:test";

import { Fault, FAULTS, type FaultOwner, viewFault } from "./faults.ts";

const STATUSES: Readonly<Record<FaultOwner, (status: number) => boolean>> = {
  client: (status) => status >= 400 && status < 500,
  account: (status) => status === 429 || status >= 502,
  upstream: (status) => status === 502 || status === 504,
  config: (status) => status === 500,
  gateway: (status) => status === 500 || status === 503,
};

describe("the catalogue of faults", () => {
  test.each(Object.entries(FAULTS))("%s has a status that fits its owner, and help", (_, entry) => {
    expect(STATUSES[entry.owner](entry.status)).toBe(true);
    expect(entry.help).toEndWith(".");
    expect(entry.type).toMatch(/^[a-z_]+$/);
  });
});

describe("a fault as a dialect sees it", () => {
  test("has status and type of the catalogue, the thrown text and its details", () => {
    expect(viewFault(new Fault("usage_limit_reached", "Used up", { resetsAt: 5, planType: "plus" }))).toEqual({
      code: "usage_limit_reached",
      status: 429,
      type: "usage_limit_reached",
      message: "Used up",
      details: { resetsAt: 5, planType: "plus" },
    });
  });

  test("says what the upstream said, where that says more", () => {
    const fault = new Fault("invalid_request", "Too long", {
      status: 413,
      upstreamCode: "context_length_exceeded",
      upstreamType: "image_error",
    });
    expect(viewFault(fault)).toMatchObject({ code: "context_length_exceeded", status: 413, type: "image_error" });
  });

  test("tells nothing of a defect's text", () => {
    for (const thrown of [new Error("secret path /root"), "secret", null, { message: "secret" }])
      expect(JSON.stringify(viewFault(thrown))).not.toContain("secret");
    expect(viewFault(new TypeError("x"))).toMatchObject({ code: "internal", status: 500, message: "Internal error" });
  });
});
