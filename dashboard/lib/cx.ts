// Class names joined; of two that set the same thing the later wins.

import { type ClassValue, clsx } from "clsx";
import { twMerge } from "tailwind-merge";

export function cx(...classes: readonly ClassValue[]): string {
  return twMerge(clsx(classes));
}
