// What the operator may say about compatible upstreams beyond each one's own entry: nothing but how calls go out.

import type { CallSettings } from "../shared/call-settings.ts";

export type OpenAiCompatibilitySettings = CallSettings;
