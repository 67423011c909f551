// Every key of config.yaml has a test that shows what it does: none is there for show. A new key names its own here.

import { expect, test } from "bun:test";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { configValueKeys } from "../src/config/schema-keys.ts";

interface Proof {
  readonly file: string;
  /** The test's name, or what stands for it in the table that the test goes through. */
  readonly test: string;
}

const live = (key: string): Proof => ({ file: "journeys/settings-live.test.ts", test: `key: "${key}"` });
const atStart = (name: string): Proof => ({ file: "journeys/settings-live.test.ts", test: name });
const retries = (key: string): Proof => ({ file: "journeys/retries.test.ts", test: `describe("${key}"` });
const serves: Proof = {
  file: "journeys/provider-serving.test.ts",
  test: "a login dropped into the folder is listed and serves",
};
const inspection = (name: string): Proof => ({ file: "journeys/api-inspection.test.ts", test: name });
const signsIn: Proof = {
  file: "journeys/management-logins.test.ts",
  test: "leads from the page to an auth file and an account",
};
const renews: Proof = {
  file: "journeys/provider-tokens.test.ts",
  test: "a token that the upstream refuses is renewed once",
};
const keyList: Proof = {
  file: "journeys/account-settings.test.ts",
  test: "weight, disable-cooling and request-retry stand in its entry",
};
const oauthClient = atStart("client-id and client-secret are those of the next sign-in");
const restart = "host, port, tls, auth-dir and database-url wait for it";

const PROOFS: Readonly<Record<string, Proof | readonly Proof[]>> = {
  host: [atStart(restart), atStart("host, port and auth-dir are gone by after a start")],
  port: [atStart(restart), atStart("host, port and auth-dir are gone by after a start")],
  "tls.enable": [atStart(restart), { file: "journeys/codex-chatgpt-login.test.ts", test: "speaks WebSocket over TLS" }],
  "tls.cert": [atStart(restart), { file: "journeys/codex-chatgpt-login.test.ts", test: 'cert: "cert.pem"' }],
  "tls.key": [atStart(restart), { file: "journeys/codex-chatgpt-login.test.ts", test: 'key: "key.pem"' }],
  "trusted-proxies": live("trusted-proxies"),
  "max-body-bytes": live("max-body-bytes"),
  "api-keys": live("api-keys"),
  "api-key-auth-enabled": live("api-key-auth-enabled"),
  "remote-management.allow-remote": live("remote-management.allow-remote"),
  "remote-management.secret-key": live("remote-management.secret-key"),
  "dashboard.import-without-overwrite": {
    file: "journeys/api-accounts.test.ts",
    test: "takes Codex's own file; a known identity is a conflict, left alone, or given the tokens",
  },
  "dashboard.totp-required-on-login": {
    file: "journeys/api-totp.test.ts",
    test: "a sign-in is complete with the code, and nothing is let through before",
  },
  "inspection.every-minutes": inspection("the schedule is written into config.yaml, tells when it is due"),
  "inspection.at": {
    file: "../src/management/inspection/inspection-schedule.test.ts",
    test: "a time of the day begins one run",
  },
  "inspection.time-zone": { file: "../src/domain/inspection-schedule.test.ts", test: "times are those of the zone" },
  "inspection.workers": inspection("a second inspection waits for the first"),
  "inspection.test-requests": inspection("an account that has no quota to tell is tried with a small request"),
  "inspection.pause-at-percent": {
    file: "../src/domain/inspection.test.ts",
    test: "above the operator's limit of weekly use an account is to be paused, and stays paused",
  },
  "inspection.automation": inspection("automation pauses what is closed, never deletes"),
  "routing.strategy": live("routing.strategy"),
  "routing.prefer-earlier-reset-accounts": live("routing.prefer-earlier-reset-accounts"),
  "routing.sticky-threads-enabled": live("routing.sticky-threads-enabled"),
  "routing.account-concurrency": live("routing.account-concurrency"),
  "routing.session-ttl-seconds": live("routing.session-ttl-seconds"),
  "routing.default-provider": live("routing.default-provider"),
  "disable-cooling": live("disable-cooling"),
  "quota-exceeded.switch-project": {
    file: "journeys/quota-switches.test.ts",
    test: "false leaves the login's other projects alone",
  },
  "quota-exceeded.switch-preview-model": {
    file: "journeys/quota-switches.test.ts",
    test: "false tells the client, by the API and by hand",
  },
  "request-retry": retries("request-retry"),
  "max-retry-credentials": retries("max-retry-credentials"),
  "max-retry-interval": retries("max-retry-interval"),
  "model-aliases": live("model-aliases"),
  "model-fallbacks": live("model-fallbacks"),
  "force-model-prefix": live("force-model-prefix"),
  "oauth-model-alias": live("oauth-model-alias"),
  "oauth-excluded-models": live("oauth-excluded-models"),
  "connect-timeout-seconds": {
    file: "../src/wire/upstream-client.test.ts",
    test: "an upstream to which no connection comes about ends at the connect limit",
  },
  "first-byte-timeout-seconds": live("first-byte-timeout-seconds"),
  "stream-idle-timeout-seconds": live("stream-idle-timeout-seconds"),
  "keepalive-seconds": live("keepalive-seconds"),
  "shutdown-grace-seconds": {
    file: "journeys/start-stop.test.ts",
    test: "waits no longer than shutdown-grace-seconds",
  },
  "proxy-url": { file: "journeys/outbound-proxy.test.ts", test: "proxy-url of kind $name" },
  "upstreams.codex.base-url": live("upstreams.codex.base-url"),
  "upstreams.codex.auth-url": signsIn,
  "upstreams.openai.base-url": { file: "journeys/outbound-proxy.test.ts", test: "\\/v1\\/me$" },
  "upstreams.claude.base-url": serves,
  "upstreams.claude.auth-url": signsIn,
  "upstreams.claude.token-url": renews,
  "upstreams.gemini.base-url": { file: "journeys/provider-serving.test.ts", test: "the same key in an auth file" },
  "upstreams.gemini-cli.base-url": serves,
  "upstreams.gemini-cli.auth-url": signsIn,
  "upstreams.gemini-cli.token-url": renews,
  "upstreams.gemini-cli.user-info-url": signsIn,
  "upstreams.antigravity.base-url": serves,
  "upstreams.antigravity.auth-url": signsIn,
  "upstreams.antigravity.token-url": renews,
  "upstreams.antigravity.user-info-url": signsIn,
  "upstreams.vertex.base-url": serves,
  "upstreams.vertex.token-url": renews,
  "upstreams.qwen.base-url": serves,
  "upstreams.qwen.auth-url": signsIn,
  "upstreams.iflow.base-url": serves,
  "upstreams.iflow.auth-url": signsIn,
  "upstreams.kimi.base-url": serves,
  "upstreams.kimi.auth-url": signsIn,
  "upstreams.xai.base-url": serves,
  "upstreams.xai.auth-url": signsIn,
  "oauth-clients.gemini-cli.client-id": oauthClient,
  "oauth-clients.gemini-cli.client-secret": oauthClient,
  "oauth-clients.antigravity.client-id": oauthClient,
  "oauth-clients.antigravity.client-secret": oauthClient,
  "oauth-clients.iflow.client-id": oauthClient,
  "oauth-clients.iflow.client-secret": oauthClient,
  "codex-api-key": keyList,
  "claude-api-key": keyList,
  "gemini-api-key": keyList,
  "vertex-api-key": keyList,
  "kimi-api-key": keyList,
  "xai-api-key": keyList,
  "openai-compatibility": keyList,
  "auth-dir": [atStart(restart), atStart("host, port and auth-dir are gone by after a start")],
  "database-url": [atStart(restart), atStart("database-url: where nobody answers there")],
  "quota-poll-seconds": live("quota-poll-seconds"),
  "retention.records-days": { file: "laws/store-laws.ts", test: "retention drops what is older" },
  "retention.samples-days": { file: "laws/store-laws.ts", test: "retention drops what is older" },
  "retention.audit-days": { file: "laws/sign-in-laws.ts", test: "the audit is pruned by age" },
  prices: {
    file: "journeys/api-usage.test.ts",
    test: "a price of the operator's own counts for what comes from then on",
  },
  "logging-to-file": { file: "journeys/management-logs.test.ts", test: "as soon as it is switched on" },
  "request-log": { file: "journeys/request-transcripts.test.ts", test: "is not listed while every request is kept" },
  "error-logs-max-files": { file: "journeys/request-transcripts.test.ts", test: "is of the newest alone" },
  "logs-max-total-size-mb": { file: "journeys/management-logs.test.ts", test: "take the oldest files within a second" },
  "usage-statistics-enabled": live("usage-statistics-enabled"),
  debug: live("debug"),
};

test("every key names its proof, and no proof is of a key that is gone", () => {
  const keys = configValueKeys().map(({ path }) => path);
  expect(Object.keys(PROOFS).toSorted()).toEqual(keys.toSorted());
});

test.each(Object.entries(PROOFS))("%s is proved by a test that is there", async (_key, proofs) => {
  for (const { file, test: name } of [proofs].flat()) {
    const isThere = (await readFile(join(import.meta.dir, file), "utf8")).includes(name);
    expect(isThere ? "there" : `no "${name}" in ${file}`).toBe("there");
  }
});
