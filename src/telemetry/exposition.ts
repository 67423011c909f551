// What Prometheus reads: instruments that count, and their text. Written by hand rather than by a library, as the log is
// (docs/decisions/0013-metrics-by-hand.md).

export interface Counter {
  /** What is counted for these values of the labels, in their order. Whoever counts often looks it up once and keeps it. */
  of(...values: readonly string[]): Count;
  text(): string;
}

export interface Count {
  readonly values: readonly string[];
  sum: number;
}

export interface Histogram {
  /** As a counter's. */
  of(...values: readonly string[]): Observed;
  observe(observed: Observed, value: number): void;
  text(): string;
}

export interface Observed extends Count {
  count: number;
  /** How many were within a bound, and beyond the one before it. */
  readonly within: number[];
}

export interface Named {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
}

/** Version 0.0.4 of the text format. */
export const CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

export function createCounter(named: Named): Counter {
  const counts = createChildren<Count>((values) => ({ values, sum: 0 }));
  // One without labels is there from the start.
  if (named.labels.length === 0) counts.of();
  return {
    of: counts.of,
    text: () =>
      block(
        named,
        "counter",
        counts.all().map(({ values, sum }) => sample(named, values, sum)),
      ),
  };
}

/** What is counted, by the labels' values; made when it is first asked for. */
function createChildren<Child>(create: (values: readonly string[]) => Child): {
  of(...values: readonly string[]): Child;
  all(): readonly Child[];
} {
  const known = new Map<string, Child>();
  return {
    of(...values) {
      const key = values.join("\0");
      const child = known.get(key) ?? create(values);
      known.set(key, child);
      return child;
    },
    all: () => [...known.values()],
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

/** `bounds` in rising order; what is beyond the last is counted as well. */
export function createHistogram(named: Named, bounds: readonly number[]): Histogram {
  const known = createChildren<Observed>((values) => ({ values, sum: 0, count: 0, within: bounds.map(() => 0) }));
  return {
    of: known.of,
    observe(observed, value) {
      observed.sum += value;
      observed.count += 1;
      let bucket = 0;
      while (value > (bounds[bucket] ?? Number.POSITIVE_INFINITY)) bucket += 1;
      if (bucket < bounds.length) observed.within[bucket] = (observed.within[bucket] ?? 0) + 1;
    },
    text: () =>
      block(
        named,
        "histogram",
        known.all().flatMap((observed) => observedAs(named, bounds, observed)),
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
