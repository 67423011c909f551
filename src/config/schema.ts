// Everything the operator can say, once: types, defaults, checks, the default file, docs/configuration.md, reload and diff
// all derive from here. A new setting answers "why is this not the default?".

import { z } from "zod";

import { camelCased, type CamelCased } from "./camel-case.ts";
import { inspection } from "./schema-inspection.ts";
import { modelNames, modelPrices, upstreamKeys } from "./schema-models.ts";
import { KEY_NOTES, RESTART, SECRET, section } from "./schema-section.ts";
import { upstreams } from "./schema-upstreams.ts";
import {
  address,
  addressRange,
  filePath,
  folderPath,
  managementSecret,
  onOff,
  postgresUrl,
  routingStrategy,
  seconds,
  secretText,
  text,
  wholeNumber,
} from "./schema-values.ts";

const listening = {
  host: address
    .default("127.0.0.1")
    .describe("Address to listen on. 0.0.0.0 and :: listen on all of them: then make a key first (api-keys).")
    .register(KEY_NOTES, RESTART),
  port: wholeNumber(0, 65_535)
    .default(8317)
    .describe("Port to listen on. 0 takes a free one and prints it.")
    .register(KEY_NOTES, RESTART),
  tls: section({
    enable: onOff.default(false).describe("Serve https instead of http."),
    cert: filePath.nullable().default(null).describe("PEM file with the certificate and its chain."),
    key: filePath.nullable().default(null).describe("PEM file with the certificate's private key."),
  })
    .superRefine((tls, context) => {
      for (const name of ["cert", "key"] as const) {
        if (!tls.enable || tls[name] !== null) continue;
        context.addIssue({ code: "custom", path: [name], message: "the path of a file, as tls.enable is true" });
      }
    })
    .prefault({})
    .describe("Encryption of the connections from clients.")
    .register(KEY_NOTES, RESTART),
  "trusted-proxies": z
    .array(addressRange, { error: "a list of IP addresses or ranges" })
    .default([])
    .describe("Addresses or ranges (10.0.0.0/8) of reverse proxies whose X-Forwarded-For is believed."),
  "max-body-bytes": wholeNumber(1024, 2_147_483_647)
    .default(134_217_728)
    .describe("Largest request body taken, in bytes, packed or unpacked."),
};

const clientKey = z.object(
  {
    key: secretText.describe("The key that the client sends."),
    name: text.nullable().default(null).describe("What records and logs call it."),
  },
  { error: "a key as text, or a mapping of key and name" },
);

const clients = {
  "api-keys": z
    .array(
      z.preprocess((entry) => (typeof entry === "string" ? { key: entry } : entry), clientKey),
      { error: "a list of keys" },
    )
    .default([])
    .describe("Keys that clients may use, each a text or {key: ..., name: ...}; the name stands in records and logs.")
    .register(KEY_NOTES, SECRET),
  "api-key-auth-enabled": onOff
    .default(false)
    .describe("True: every request needs a key. False: requests from this computer need none, all others do."),
};

const remoteManagement = {
  "remote-management": section({
    "allow-remote": onOff
      .default(false)
      .describe("True: the management API may be called from other computers as well, with the key."),
    "secret-key": managementSecret
      .nullable()
      .default(null)
      .describe(
        "The management API's key. Plain text is replaced by its bcrypt hash at start. Unset, and without the environment variable MANAGEMENT_PASSWORD: there is no management API.",
      )
      .register(KEY_NOTES, SECRET),
  })
    .prefault({})
    .describe("The management API, /v0/management. It cannot change these two itself."),
};

const dashboard = {
  dashboard: section({
    "import-without-overwrite": onOff
      .default(false)
      .describe("Importing an account that is there already: true leaves it as it is, false refuses the import."),
    "totp-required-on-login": onOff
      .default(false)
      .describe(
        "Signing in to the dashboard wants a code of the authenticator app as well. It has to be set up first.",
      ),
  })
    .prefault({})
    .describe("The dashboard and its API, /api."),
};

const routing = {
  routing: section({
    strategy: routingStrategy
      .prefault("usage-weighted")
      .describe(
        "How an account is chosen: usage-weighted (least used quota), round-robin (least recently used) or fill-first (most used, to keep the others full).",
      ),
    "prefer-earlier-reset-accounts": onOff
      .default(false)
      .describe("With usage-weighted: accounts whose weekly quota resets sooner go first, in whole days."),
    "sticky-threads-enabled": onOff
      .default(true)
      .describe("Keep a conversation on its account while that one is usable, so that prompt caches keep hitting."),
    "account-concurrency": wholeNumber(0, 100_000)
      .default(0)
      .describe("Most requests at once on one account. 0 means no cap."),
    "session-ttl-seconds": seconds()
      .default(3600)
      .describe("How long after its last request a conversation keeps its account."),
    "default-provider": text
      .nullable()
      .default(null)
      .describe("Takes models that no provider is known for: a provider, or the name of a compatible upstream."),
  })
    .prefault({})
    .describe("Which account serves which request."),
  "disable-cooling": onOff
    .default(false)
    .describe(
      "True: no account rests after a refusal, a used-up quota or failures; each request may try it again. Dead logins stay out.",
    ),
  "quota-exceeded": section({
    "switch-project": onOff
      .default(true)
      .describe(
        "Where one project of a Google login is out of quota, its other projects are asked. False: they are not, as long as it is.",
      ),
    "switch-preview-model": onOff
      .default(true)
      .describe(
        "Where the quota for a Gemini model is used up on every account, its preview is asked in its place (gemini-x-preview for gemini-x). False: the client is told.",
      ),
  })
    .prefault({})
    .describe("What may make up for a used-up quota of Google's."),
  "request-retry": wholeNumber(0, 10)
    .default(3)
    .describe(
      "Further rounds over the accounts after all that could serve have failed or rest. 0: each is asked once, and no more.",
    ),
  "max-retry-credentials": wholeNumber(0, 100_000)
    .default(10)
    .describe("Most accounts asked in one round: an upstream that is down is not asked by a whole large pool. 0: all."),
  "max-retry-interval": wholeNumber(0, 3600)
    .default(0)
    .describe(
      "Longest wait, in seconds, for an account that rests before a further round begins. 0: the client is told at once, with the time in Retry-After.",
    ),
};

const limits = {
  "connect-timeout-seconds": seconds().default(10).describe("Longest wait for a connection to an upstream."),
  "first-byte-timeout-seconds": seconds()
    .default(300)
    .describe("Longest wait for the first byte of an upstream's answer."),
  "stream-idle-timeout-seconds": seconds().default(300).describe("Longest silence of an upstream in mid-answer."),
  "keepalive-seconds": seconds()
    .default(15)
    .describe("Silence after which a streaming client gets a harmless keep-alive, so that proxies do not hang up."),
  "shutdown-grace-seconds": seconds().default(30).describe("How long running streams may go on when asked to stop."),
};

const memory = {
  "auth-dir": folderPath
    .nullable()
    .default(null)
    .describe(
      "Folder of the auth files, one an account. ~ is the home folder, a relative path starts in the data folder. Unset: auths in the data folder.",
    )
    .register(KEY_NOTES, RESTART),
  "database-url": postgresUrl
    .nullable()
    .default(null)
    .describe("A postgres:// URL, for several replicas. Unset: switchyard.db (SQLite) in the data folder.")
    .register(KEY_NOTES, { restart: true, secret: true }),
  "quota-poll-seconds": seconds().default(60).describe("How often each account's quota is asked for."),
  retention: section({
    "records-days": wholeNumber(1, 36_500).default(30).describe("Days that request records are kept."),
    "samples-days": wholeNumber(1, 36_500).default(35).describe("Days that quota samples are kept, for the trends."),
    "audit-days": wholeNumber(1, 36_500).default(365).describe("Days that the audit is kept: who changed what."),
  })
    .prefault({})
    .describe("How long history is kept. Hourly totals stay."),
};

const logging = {
  "logging-to-file": onOff
    .default(false)
    .describe("Write the log to logs/main.log in the data folder as well. GET /v0/management/logs shows that file."),
  "request-log": onOff
    .default(false)
    .describe(
      "Keep a transcript of every request in the folder logs: all that was asked and answered, conversations too, secrets left out.",
    ),
  "error-logs-max-files": wholeNumber(0, 100_000)
    .default(10)
    .describe("How many transcripts of failed requests are kept while request-log is off. 0: none."),
  "logs-max-total-size-mb": wholeNumber(0, 100_000_000)
    .default(1000)
    .describe("Most megabytes of log files and transcripts; the oldest go first. 0: no limit."),
  "usage-statistics-enabled": onOff
    .default(true)
    .describe("What GET /v0/management/usage shows. False: zeros; requests are recorded all the same."),
  debug: onOff
    .default(false)
    .describe("Log each attempt of each request as well. Never logs keys, tokens or conversations."),
};

/** The order and headings of the default file and of docs/configuration.md. */
export const CONFIG_GROUPS: readonly { readonly title: string; readonly shape: Readonly<z.ZodRawShape> }[] = [
  { title: "Listening", shape: listening },
  { title: "Who may ask", shape: clients },
  { title: "Management API", shape: remoteManagement },
  { title: "Dashboard", shape: dashboard },
  { title: "Routing", shape: routing },
  { title: "Models", shape: modelNames },
  { title: "Prices", shape: modelPrices },
  { title: "Time limits", shape: limits },
  { title: "Upstreams", shape: upstreams },
  { title: "Keys of upstreams", shape: upstreamKeys },
  { title: "Accounts and history", shape: memory },
  { title: "Inspection", shape: inspection },
  { title: "Logging", shape: logging },
];

export const configSchema = z.object(
  {
    ...listening,
    ...clients,
    ...remoteManagement,
    ...dashboard,
    ...routing,
    ...modelNames,
    ...modelPrices,
    ...limits,
    ...upstreams,
    ...upstreamKeys,
    ...memory,
    ...inspection,
    ...logging,
  },
  { error: "a mapping of keys" },
);

/** What the operator said, defaults filled in: the YAML's keys in camelCase. */
export type Config = CamelCased<z.output<typeof configSchema>>;

export function toConfig(values: z.output<typeof configSchema>): Config {
  return camelCased(values);
}
