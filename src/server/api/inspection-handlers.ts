// /api/inspection: accounts asked how they are, and what is done about it.

import * as contract from "../../../contract/inspection.ts";
import type { Config } from "../../config/schema.ts";
import type { InspectionResult, InspectionRun } from "../../domain/inspection.ts";
import { reasonText } from "../../domain/inspection-words.ts";
import type { ConfigChanged } from "../../management/config/change-config.ts";
import type { Inspector } from "../../management/inspection/inspector.ts";
import type { Api } from "./api-app.ts";
import { ApiFault } from "./api-fault.ts";
import { instantOf, instantOrNull } from "./instants.ts";

export interface InspectionHandlersDeps {
  readonly inspector: Inspector;
  /** Of the server. */
  readonly ownZone: string;
  nextAt(): Promise<number | null>;
  ownPauses(): Promise<number>;
  settings(): Config["inspection"];
  configure(settings: Config["inspection"]): Promise<ConfigChanged>;
}

export function serveInspection(api: Api, deps: InspectionHandlersDeps): void {
  serveOverview(api, deps);
  serveRuns(api, deps);
}

function serveOverview({ serve }: Api, deps: InspectionHandlersDeps): void {
  const view = async () => {
    const { everyMinutes, at, timeZone, workers, testRequests, pauseAtPercent, automation } = deps.settings();
    const running = deps.inspector.running();
    return {
      settings: {
        ...{ every_minutes: everyMinutes, at: [...at], time_zone: timeZone, workers },
        ...{ test_requests: testRequests, pause_at_percent: pauseAtPercent, automation },
      },
      own_time_zone: deps.ownZone,
      next_run_at: instantOrNull(await deps.nextAt()),
      running: running === null ? null : runView(running),
      runs: (await deps.inspector.runs()).map(runView),
      own_pauses: await deps.ownPauses(),
    };
  };

  serve(contract.getInspections, async (context) => context.json(await view(), 200));

  serve(contract.putInspectionSettings, async (context) => {
    const { every_minutes, at, time_zone, test_requests, pause_at_percent, ...same } = context.req.valid("json");
    const changed = await deps.configure({
      ...same,
      ...{ everyMinutes: every_minutes, at, timeZone: time_zone },
      ...{ testRequests: test_requests, pauseAtPercent: pause_at_percent },
    });
    if (changed.kind === "refused") throw new ApiFault("validation_error", changed.message ?? changed.error);
    if (changed.kind !== "changed") {
      throw new ApiFault("config_not_written", changed.kind === "not_written" ? changed.reason : changed.what);
    }
    context.set("auditDetail", `automation: ${same.automation}`);
    return context.json(await view(), 200);
  });
}

function serveRuns({ serve }: Api, { inspector }: InspectionHandlersDeps): void {
  serve(contract.startInspection, async (context) => {
    const { account_ids, test_requests } = context.req.valid("json");
    const wish = { trigger: "manual", accountIds: account_ids ?? null, testRequests: test_requests } as const;
    const started = await inspector.start(wish);
    if (started.kind === "unknown_accounts") {
      throw new ApiFault("account_not_found", `There is no such account: ${started.ids.slice(0, 10).join(", ")}`);
    }
    if (started.kind === "busy") {
      throw new ApiFault("inspection_running", "An inspection is under way already: wait for it, or cancel it");
    }
    context.set("auditSubject", started.run.id);
    context.set("auditDetail", `${started.run.total} accounts`);
    return context.json(runView(started.run), 200);
  });

  serve(contract.getInspection, async (context) => {
    const found = await inspector.find(context.req.valid("param").run_id);
    if (found === null) throw notFound();
    return context.json({ run: runView(found.run), results: found.results.map(resultView) }, 200);
  });

  serve(contract.cancelInspection, (context) => {
    if (!inspector.cancel(context.req.valid("param").run_id)) {
      throw new ApiFault("inspection_not_running", "It has ended already, or another replica runs it");
    }
    return context.json({ status: "cancelling" as const }, 200);
  });

  serve(contract.applyInspection, async (context) => {
    const actions = new Map(context.req.valid("json").actions.map(({ account_id, action }) => [account_id, action]));
    const applied = await inspector.apply(context.req.valid("param").run_id, actions);
    if (applied === null) throw notFound();
    const succeeded = applied.filter(({ applied: what }) => what?.error === null).length;
    context.set("auditDetail", appliedText(applied));
    const results = applied.map(resultView);
    return context.json({ succeeded, failed: actions.size - succeeded, results }, 200);
  });
}

/** e.g. `disable ada@example.com, delete ben@example.com`; of many the first. */
function appliedText(applied: readonly InspectionResult[]): string {
  const said = applied.slice(0, 20).map(({ applied: what, label }) => `${what?.action} ${label}`);
  return applied.length > said.length ? `${said.join(", ")} and ${applied.length - said.length} more` : said.join(", ");
}

function notFound(): ApiFault {
  return new ApiFault("inspection_not_found", "There is no such inspection; the newest are kept");
}

function runView({ startedAt, endedAt, findings, suggestions, ...run }: InspectionRun) {
  return {
    ...run,
    started_at: instantOf(startedAt),
    ended_at: instantOrNull(endedAt),
    findings: { ...findings },
    suggestions: { ...suggestions },
  };
}

function resultView(result: InspectionResult) {
  const { finding, suggestion, reason, label, provider, plan, paused, detail, applied } = result;
  return {
    ...{ label, provider, plan, paused, finding, suggestion, reason, detail },
    account_id: result.accountId,
    file_name: result.fileName,
    kind: result.credentials === "oauth" ? ("login" as const) : ("api_key" as const),
    reason_text: reasonText(reason),
    until: instantOrNull(result.until),
    http_status: result.httpStatus,
    primary_used_percent: percentOf(result.primaryUsedPercent),
    secondary_used_percent: percentOf(result.secondaryUsedPercent),
    inspected_at: instantOf(result.inspectedAt),
    applied: applied === null ? null : { ...applied, at: instantOf(applied.at) },
  };
}

function percentOf(value: number | null): number | null {
  return value === null ? null : Math.min(100, Math.max(0, value));
}
