// From everything that was found to what it means. Pure.

import { checkAccounts } from "./check-accounts.ts";
import { checkConfig, checkDatabase } from "./check-config.ts";
import { checkClock, checkGateway, checkUpstreams } from "./check-network.ts";
import { checkPlace, checkRuntime } from "./check-place.ts";
import { checkClients, checkCodex, checkTools } from "./check-tools.ts";
import type { DoctorFacts } from "./facts.ts";
import type { Finding } from "./finding.ts";

export function diagnose(facts: DoctorFacts): readonly Finding[] {
  const { now, runtime, place, config, database, accounts, gateway, upstreams, tools, clients, codex } = facts;
  const clocks = [...upstreams.map(({ clock }) => clock), gateway?.clock ?? null].filter((clock) => clock !== null);
  return [
    checkRuntime(runtime),
    ...checkPlace(place),
    ...checkConfig(config),
    ...checkDatabase(database),
    ...checkAccounts(accounts, now),
    ...checkGateway(gateway, runtime.program),
    ...checkUpstreams(upstreams),
    ...checkClock(clocks),
    ...checkTools(tools),
    ...checkClients(clients),
    ...checkCodex(codex),
  ];
}
