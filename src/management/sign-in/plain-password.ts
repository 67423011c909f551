/** One text for what looks the same: keyboards and systems spell an accented letter in two ways (Unicode NFC). */
export function plainPassword(password: string): string {
  return password.normalize("NFC");
}
