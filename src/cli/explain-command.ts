// `switchyard explain`: what happened to a request, and why that account.

import { Command } from "commander";

import type { RequestRecords } from "../domain/ports.ts";
import type { RequestRecord } from "../domain/request-record.ts";
import { requestStory } from "../domain/request-story.ts";
import { nonEmpty } from "./arguments.ts";
import { CliFailure, type CliDeps } from "./deps.ts";
import { printable } from "./display-width.ts";
import { createPrinter, printJson } from "./print.ts";
import { attemptDocument, requestDocument } from "./request-document.ts";
import { type PlaceFlags, withHands, withPlaceFlags } from "./with-hands.ts";

interface Flags extends PlaceFlags {
  readonly json?: boolean;
}

export function explainCommand(deps: CliDeps): Command {
  return withPlaceFlags(new Command("explain"))
    .description("tell what happened to a request and why that account served it")
    .argument("<request>", "its id, as x-switchyard-request-id and `switchyard requests` say it; or last", nonEmpty)
    .option("--json", "print one JSON document")
    .action(async (wanted: string, flags: Flags) => {
      await withHands(deps, flags, async (hands) => {
        const record = await recordOf(await hands.records(), wanted);
        if (flags.json === true) printJson(deps, documentOf(record));
        else printStory(deps, record);
      });
    });
}

/** Throws CliFailure. */
async function recordOf(records: RequestRecords, wanted: string): Promise<RequestRecord> {
  if (wanted !== "last") {
    const record = await records.find(wanted);
    if (record !== null) return record;
    throw new CliFailure(
      `there is no record of a request '${printable(wanted)}'`,
      "run `switchyard requests` to see them",
      {
        code: "request_not_found",
      },
    );
  }
  const [last] = await records.list({ limit: 1, before: null });
  if (last !== undefined) return last;
  throw new CliFailure("there are no requests yet", "point a client at the gateway: `switchyard connect`", {
    code: "request_not_found",
  });
}

function printStory(deps: CliDeps, record: RequestRecord): void {
  const out = createPrinter(deps.out, deps.env);
  out.line(out.cyan(record.id));
  for (const sentence of requestStory(record)) out.line(printable(sentence));
}

function documentOf(record: RequestRecord): Record<string, unknown> {
  return {
    command: "explain",
    request: {
      ...requestDocument(record),
      attempts: record.attempts.map(attemptDocument),
      story: requestStory(record),
    },
  };
}
