// The page's policy allows no code made from text; zod tries whether it may as soon as a schema is made, and the browser reports
// the try as an error. So this is imported before anything that makes one.

import { config } from "zod";

config({ jitless: true });
