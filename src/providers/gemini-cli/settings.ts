// What the operator may say about Code Assist as Gemini CLI's accounts use it.

import type { GoogleLoginSettings } from "../shared/google-login.ts";

export type GeminiCliSettings = GoogleLoginSettings;
