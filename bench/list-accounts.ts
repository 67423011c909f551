// What listing accounts costs: ms for GET /api/accounts of 1,000 accounts over HTTP, and for one page of fifty. The promise
// is 50 ms for all of them. Run with `bin/bun bench/list-accounts.ts`.

import { signIn } from "../test/support/api-client.ts";
import { until } from "../test/support/until.ts";
import { startWorld } from "../test/support/world.ts";

const ACCOUNTS = 1000;
const ROUNDS = 30;
const PROMISED_MS = 50;

await using world = await startWorld({
  accounts: Array.from({ length: ACCOUNTS }, (_, index) => ({
    email: `account${index}@example.com`,
    plan: index % 3 === 0 ? "pro" : "plus",
    primaryUsedPercent: index % 100,
    file: { label: `Account ${index}`, note: "n".repeat(100), priority: index % 7 },
  })),
  config: { "quota-poll-seconds": 3600 },
});
const api = await signIn(world);
await until("all quotas are known", async () => {
  const { accounts } = await api.call("get", "/api/accounts", { query: {} });
  return accounts.every(({ quota_observed_at }) => quota_observed_at !== null) ? true : null;
});

async function measure(
  path: string,
): Promise<{ readonly best: number; readonly median: number; readonly bytes: number }> {
  const times: number[] = [];
  let bytes = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const askedAt = performance.now();
    const response = await fetch(`${world.url}${path}`, { headers: { cookie: api.cookie } });
    bytes = (await response.arrayBuffer()).byteLength;
    times.push(performance.now() - askedAt);
  }
  times.sort((a, b) => a - b);
  return { best: times[0] ?? 0, median: times[Math.floor(ROUNDS / 2)] ?? 0, bytes };
}

for (const path of ["/api/accounts", "/api/accounts?limit=50&sort=primary_remaining", "/api/accounts?search=999"]) {
  const { best, median, bytes } = await measure(path);
  console.log(`${path}: median ${median.toFixed(1)} ms, best ${best.toFixed(1)} ms, ${bytes} bytes`);
  if (path === "/api/accounts" && median > PROMISED_MS) process.exitCode = 1;
}
