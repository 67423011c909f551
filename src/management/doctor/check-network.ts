// The gateway's port, the upstreams of the accounts, and whether the clocks agree.

import type { ClockFacts, GatewayFacts, UpstreamFacts } from "./facts.ts";
import { broken, type Finding, ok, warning } from "./finding.ts";

const SKEW_MS = 30_000;
/** From here on signatures and tokens are refused. */
const LARGE_SKEW_MS = 300_000;

export function checkGateway(gateway: GatewayFacts | null, program: string): readonly Finding[] {
  if (gateway === null) return [];
  const { url, kind, version } = gateway;
  switch (kind) {
    case "absent":
      return [ok("gateway", `no gateway runs, and its port is free (${url})`)];
    case "other":
      return [broken("gateway", `something else has the port of ${url}`, "end it, or set another port in config.yaml")];
    case "running":
      return version === null || version === program
        ? [ok("gateway", `the gateway answers at ${url}${version === null ? "" : ` (version ${version})`}`)]
        : [warning("gateway", `version ${version} runs at ${url}, and this is ${program}`, "start the gateway anew")];
  }
}

export function checkUpstreams(upstreams: readonly UpstreamFacts[]): readonly Finding[] {
  return upstreams.map(({ origin, providers, proxy, failure, tookMs }) => {
    const way = proxy === null ? "" : ` through ${proxy}`;
    const advice =
      proxy === null ? "check the network, or set proxy-url" : "check the proxy (proxy-url), then the network";
    return failure === null
      ? ok("upstream", `${origin} answers${way} in ${Math.round(tookMs)} ms (${providers.join(", ")})`)
      : broken("upstream", `${origin} cannot be reached${way}: ${failure} (${providers.join(", ")})`, advice);
  });
}

/** Of several, the one that agrees most: one of theirs may be wrong, hardly all. */
export function checkClock(clocks: readonly ClockFacts[]): readonly Finding[] {
  const skews = clocks.map(({ theirs, ours }) => ours - theirs);
  const [skew] = skews.toSorted((a, b) => Math.abs(a) - Math.abs(b));
  if (skew === undefined) return [];
  const seconds = Math.round(Math.abs(skew) / 1000);
  const message = `this computer's clock is ${seconds} s ${skew > 0 ? "ahead" : "behind"}`;
  const advice = "set the clock (NTP): tokens would be taken for expired, or for good";
  if (Math.abs(skew) >= LARGE_SKEW_MS) return [broken("clock", message, advice)];
  if (Math.abs(skew) >= SKEW_MS) return [warning("clock", message, advice)];
  return [ok("clock", "this computer's clock agrees with the upstreams'")];
}
