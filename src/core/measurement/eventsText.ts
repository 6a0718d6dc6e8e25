/** CloudTrail writes the version of its format into each event, on whatever level of strings in strings it stands. */
export function holdsEvents(text: string): boolean {
  return /"eventVersion\\*"\s*:\s*\\*"\d/.test(text);
}
