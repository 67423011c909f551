// What the operator may say about Code Assist as Antigravity's accounts use it.

import type { GoogleLoginSettings } from "../shared/google-login.ts";

export type AntigravitySettings = GoogleLoginSettings;
