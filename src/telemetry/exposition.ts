// What Prometheus reads: instruments that count, and their text. Written by hand rather than by a library, as the log is
// (docs/decisions/0013-metrics-by-hand.md).

export interface Counter {
  /** `values` are those of the labels, in their order. */
  add(values: readonly string[], amount?: number): void;
  text(): string;
}

export interface Histogram {
  observe(values: readonly string[], value: number): void;
  text(): string;
}

export interface Named {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
}

/** Version 0.0.4 of the text format. */
export const CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

interface Counted {
  readonly values: readonly string[];
  sum: number;
}

export function createCounter(named: Named): Counter {
  // One without labels is there from the start.
  const counted = new Map<string, Counted>(named.labels.length === 0 ? [["", { values: [], sum: 0 }]] : []);
  return {
    add(values, amount = 1) {
      const key = values.join("\0");
      const known = counted.get(key);
      if (known === undefined) counted.set(key, { values, sum: amount });
      else known.sum += amount;
    },
    text: () =>
      block(
        named,
        "counter",
        [...counted.values()].map(({ values, sum }) => sample(named, values, sum)),
      ),
  };
}

/** What is looked up when somebody asks. */
export function gaugeText(
  named: Named,
  samples: Iterable<readonly [values: readonly string[], value: number]>,
): string {
  return block(
    named,
    "gauge",
    Array.from(samples, ([values, value]) => sample(named, values, value)),
  );
}

interface Observed {
  readonly values: readonly string[];
  sum: number;
  count: number;
  /** How many were within a bound, and beyond the one before it. */
  readonly within: number[];
}

/** `bounds` in rising order; what is beyond the last is counted as well. */
export function createHistogram(named: Named, bounds: readonly number[]): Histogram {
  const known = new Map<string, Observed>();
  return {
    observe(values, value) {
      const key = values.join("\0");
      let observed = known.get(key);
      if (observed === undefined) {
        observed = { values, sum: 0, count: 0, within: bounds.map(() => 0) };
        known.set(key, observed);
      }
      observed.sum += value;
      observed.count += 1;
      const bucket = bounds.findIndex((bound) => value <= bound);
      if (bucket >= 0) observed.within[bucket] = (observed.within[bucket] ?? 0) + 1;
    },
    text: () =>
      block(
        named,
        "histogram",
        [...known.values()].flatMap((observed) => observedAs(named, bounds, observed)),
      ),
  };
}

function observedAs({ name, labels }: Named, bounds: readonly number[], observed: Observed): readonly string[] {
  const { values, sum, count, within } = observed;
  const bucket = { name: `${name}_bucket`, labels: ["le", ...labels] };
  let upTo = 0;
  const buckets = bounds.map((bound, index) => {
    upTo += within[index] ?? 0;
    return sample(bucket, [String(bound), ...values], upTo);
  });
  return [
    ...buckets,
    sample(bucket, ["+Inf", ...values], count),
    sample({ name: `${name}_sum`, labels }, values, sum),
    sample({ name: `${name}_count`, labels }, values, count),
  ];
}

function block({ name, help }: Named, type: string, samples: readonly string[]): string {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples, ""].join("\n");
}

function sample({ name, labels }: Omit<Named, "help">, values: readonly string[], value: number): string {
  if (labels.length === 0) return `${name} ${value}`;
  return `${name}{${labels.map((label, index) => `${label}="${escaped(values[index] ?? "")}"`).join(",")}} ${value}`;
}

function escaped(value: string): string {
  return value
    .replaceAll("\\", String.raw`\\`)
    .replaceAll("\n", String.raw`\n`)
    .replaceAll('"', String.raw`\"`);
}
