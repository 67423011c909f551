import { expect, test } from "bun:test";

import { createCounter, createHistogram, gaugeText } from "./exposition.ts";

test("a counter without labels begins at nothing, one with labels with its first value", () => {
  expect(createCounter({ name: "lost_total", help: "Lost", labels: [] }).text()).toBe(
    "# HELP lost_total Lost\n# TYPE lost_total counter\nlost_total 0\n",
  );
  const served = createCounter({ name: "served_total", help: "Served", labels: ["route", "outcome"] });
  expect(served.text()).toBe("# HELP served_total Served\n# TYPE served_total counter\n");
  served.of("GET /", "ok").sum += 1;
  served.of("GET /", "ok").sum += 4;
  expect(served.text()).toEndWith('\nserved_total{route="GET /",outcome="ok"} 5\n');
});

test("a histogram counts each value in its bucket and in all that are wider", () => {
  const waited = createHistogram({ name: "waited", help: "Waited", labels: ["route"] }, [0.1, 1]);
  for (const value of [0.125, 0.1, 7]) waited.observe(waited.of("GET /"), value);
  expect(waited.text().split("\n").slice(2)).toEqual([
    'waited_bucket{le="0.1",route="GET /"} 1',
    'waited_bucket{le="1",route="GET /"} 2',
    'waited_bucket{le="+Inf",route="GET /"} 3',
    'waited_sum{route="GET /"} 7.225',
    'waited_count{route="GET /"} 3',
    "",
  ]);
});

test("a label's value cannot end its line or its quotes", () => {
  const text = gaugeText({ name: "open", help: "Open", labels: ["route"] }, [[['a"b\\c\nd'], 1]]);
  expect(text).toEndWith(String.raw`open{route="a\"b\\c\nd"} 1` + "\n");
});
