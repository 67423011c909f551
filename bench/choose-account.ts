// What a choice costs: µs for pools of 1, 100 and 5,000 accounts, each strategy. Run with `bin/bun bench/choose-account.ts`.

import { microsAChoice, STRATEGIES } from "./works/choosing.ts";

const POOLS = [1, 100, 5000];

const only = process.argv[2];
if (only === undefined) {
  console.log(`${"µs per choice".padEnd(36)}${POOLS.map((size) => String(size).padStart(10)).join("")}`);
  // Each in a process of its own, as an installation runs one strategy: the runtime compiles the loop for it.
  for (const index of STRATEGIES.keys()) {
    Bun.spawnSync([process.execPath, import.meta.path, String(index)], { stdout: "inherit", stderr: "inherit" });
  }
} else {
  const rule = STRATEGIES[Number(only)] ?? STRATEGIES[0];
  const figures = POOLS.map((size) => microsAChoice(size, rule).toFixed(2));
  const name = `${rule.strategy}${rule.preferEarlierReset ? ", earlier reset first" : ""}`;
  console.log(`${name.padEnd(36)}${figures.map((figure) => figure.padStart(10)).join("")}`);
}
