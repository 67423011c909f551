// Values of flags, checked before anything starts.

import { InvalidArgumentError } from "commander";

export function portNumber(value: string): number {
  return wholeNumber(value, { least: 0, most: 65_535 });
}

export function accountCount(value: string): number {
  return wholeNumber(value, { least: 0, most: 10_000 });
}

export function wholeNumberIn(least: number, most: number): (value: string) => number {
  return (value) => wholeNumber(value, { least, most });
}

export function nonEmpty(value: string): string {
  if (value.trim() === "") throw new InvalidArgumentError("It must not be empty.");
  return value;
}

export function hostName(value: string): string {
  if (!/^[\w.:%-]+$/.test(value)) throw new InvalidArgumentError("Give an address such as 127.0.0.1 or 0.0.0.0.");
  return value;
}

export function isPostgresUrl(value: string): boolean {
  return URL.canParse(value) && ["postgres:", "postgresql:"].includes(new URL(value).protocol);
}

function wholeNumber(value: string, { least, most }: { readonly least: number; readonly most: number }): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < least || number > most) {
    throw new InvalidArgumentError(`Give a whole number between ${least} and ${most}.`);
  }
  return number;
}
