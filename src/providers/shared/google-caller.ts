// In whose name Google is called. Google's own tool keeps its name, everybody else's request goes out under ours.

import type { CallSettings } from "./call-settings.ts";

/** `vendor`: how the vendor's own tool's name begins. */
export function callerName(clientHeaders: Headers, vendor: RegExp, settings: CallSettings): string {
  const said = clientHeaders.get("user-agent");
  return said !== null && vendor.test(said) ? said : settings.userAgent;
}

/** `GeminiCLI/<version>/<model> (<platform>; <arch>)` */
export const GEMINI_CLI = /^GeminiCLI[/-]/;
