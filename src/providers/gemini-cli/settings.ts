// What the operator may say about Code Assist as Gemini CLI's accounts use it.

import type { GoogleLoginSettings } from "../google-login.ts";

export type GeminiCliSettings = GoogleLoginSettings;
