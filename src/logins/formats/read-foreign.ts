// A JSON object that is no auth file of a provider's: whose it is of the formats that we know.

import type { JsonRecord } from "../../providers/auth-file.ts";
import { chatGptSession } from "./chatgpt-session.ts";
import { codexLbExport } from "./codex-lb-export.ts";
import type { ForeignFormat, ForeignReading } from "./foreign-format.ts";
import { sub2apiExport } from "./sub2api-export.ts";

const FORMATS: readonly ForeignFormat[] = [codexLbExport, sub2apiExport, chatGptSession];

/** null: it is none of them. */
export function readForeign(json: JsonRecord): ForeignReading | null {
  for (const format of FORMATS) {
    const reading = format(json);
    if (reading !== null) return reading;
  }
  return null;
}
