// The doctor on the line: a short question to the gateway's port and to each upstream that an account needs.

import type { Config } from "../config/schema.ts";
import type { Account } from "../domain/account.ts";
import type { ClockFacts, GatewayFacts, UpstreamFacts } from "../management/doctor/facts.ts";
import { systemClock } from "../platform/system-clock.ts";
import type { UpstreamAnswer, UpstreamCall, UpstreamClient } from "../wire/upstream-call.ts";
import { gatewayUrl, isOurHealth } from "./look-for-gateway.ts";

const TIMEOUTS = { connectMs: 4000, firstByteMs: 6000, idleMs: 1000 } as const;

export async function gatewayFacts(config: Config, client: UpstreamClient): Promise<GatewayFacts | null> {
  if (config.port === 0) return null;
  const url = gatewayUrl(config);
  const { answer, clock } = await ask(client, { method: "GET", url: `${url}/health`, proxyUrl: null });
  if (answer.kind === "failed") {
    return { url, kind: answer.failure.code === "connect_failed" ? "absent" : "other", version: null, clock: null };
  }
  const text = await answer.body.rest().then(
    (bytes) => Buffer.from(bytes).toString(),
    () => "",
  );
  return isOurHealth(answer.status, text)
    ? { url, kind: "running", version: versionIn(answer.headers.get("server")), clock }
    : { url, kind: "other", version: null, clock: null };
}

/** It tells this computer alone. */
function versionIn(server: string | null): string | null {
  return /^switchyard\/(\S+)$/.exec(server ?? "")?.[1] ?? null;
}

/** Whether anything answers there, whatever it says. */
export async function answersAt(url: string, client: UpstreamClient): Promise<boolean> {
  const { answer } = await ask(client, { method: "HEAD", url, proxyUrl: null });
  if (answer.kind === "answered") answer.body.discard();
  return answer.kind === "answered";
}

interface Need {
  readonly origin: string;
  readonly proxyUrl: string | null;
  readonly provider: string;
}

/** All at once: there are a handful of vendors. */
export async function upstreamFacts(
  accounts: readonly Account[],
  { config, client }: { readonly config: Config; readonly client: UpstreamClient },
): Promise<readonly UpstreamFacts[]> {
  const needs = accounts.filter(({ paused }) => !paused).flatMap((account) => needsOf(account, config));
  const groups = [...Map.groupBy(needs, ({ origin, proxyUrl }) => `${origin} ${proxyUrl ?? ""}`).values()];
  const all = groups.map(async (group): Promise<readonly UpstreamFacts[]> => {
    const [need] = group;
    if (need === undefined) return [];
    const { origin, proxyUrl } = need;
    const { answer, clock, tookMs } = await ask(client, { method: "HEAD", url: `${origin}/`, proxyUrl });
    if (answer.kind === "answered") answer.body.discard();
    const failure = answer.kind === "failed" ? answer.failure.message : null;
    const providers = [...new Set(group.map(({ provider }) => provider))].toSorted();
    return [{ origin, providers, proxy: proxyUrl === null ? null : new URL(proxyUrl).host, failure, tookMs, clock }];
  });
  return (await Promise.all(all)).flat().toSorted((a, b) => (a.origin < b.origin ? -1 : 1));
}

async function ask(
  client: UpstreamClient,
  call: Pick<UpstreamCall, "method" | "url" | "proxyUrl">,
): Promise<{ readonly answer: UpstreamAnswer; readonly clock: ClockFacts | null; readonly tookMs: number }> {
  const startedAt = systemClock.now();
  const options = { signal: new AbortController().signal, timeouts: TIMEOUTS };
  const answer = await client.send({ ...call, headers: {}, body: null }, options);
  const tookMs = systemClock.now() - startedAt;
  const theirs = answer.kind === "answered" ? Date.parse(answer.headers.get("date") ?? "") : Number.NaN;
  return { answer, tookMs, clock: Number.isNaN(theirs) ? null : { theirs, ours: startedAt + tookMs / 2 } };
}

function needsOf(account: Account, config: Config): readonly Need[] {
  const { provider, proxyUrl } = account;
  const proxy = proxyUrl ?? config.proxyUrl;
  return urlsOf(account, config)
    .filter((url) => URL.canParse(url))
    .map((url) => ({ origin: new URL(url).origin, proxyUrl: ["", "direct"].includes(proxy) ? null : proxy, provider }));
}

/** Where it is served, and where its tokens are renewed. */
function urlsOf({ provider, baseUrl, region, credentials }: Account, { upstreams }: Config): readonly string[] {
  const isLogin = credentials.kind === "oauth";
  const at = (serves: string, renews: string): readonly string[] => [baseUrl ?? serves, ...(isLogin ? [renews] : [])];
  switch (provider) {
    case "codex":
      return at(isLogin ? upstreams.codex.baseUrl : upstreams.openai.baseUrl, upstreams.codex.authUrl);
    case "claude":
      return at(upstreams.claude.baseUrl, upstreams.claude.tokenUrl);
    case "gemini":
      return at(upstreams.gemini.baseUrl, upstreams.gemini.baseUrl);
    case "gemini-cli":
      return at(upstreams.geminiCli.baseUrl, upstreams.geminiCli.tokenUrl);
    case "antigravity":
      return at(upstreams.antigravity.baseUrl, upstreams.antigravity.tokenUrl);
    case "qwen":
      return at(upstreams.qwen.baseUrl, upstreams.qwen.authUrl);
    case "iflow":
      return at(upstreams.iflow.baseUrl, upstreams.iflow.authUrl);
    case "kimi":
      return at(upstreams.kimi.baseUrl, upstreams.kimi.authUrl);
    case "xai":
      return at(upstreams.xai.baseUrl, upstreams.xai.authUrl);
    case "vertex":
      return at(
        upstreams.vertex.baseUrl ?? `https://${region === null ? "" : `${region}-`}aiplatform.googleapis.com`,
        upstreams.vertex.tokenUrl,
      );
    default:
      return baseUrl === null ? [] : [baseUrl];
  }
}
