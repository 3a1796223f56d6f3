/** What a person recognises, e.g. `203.0.113.7, Firefox on Windows`; null when nothing is known. */
export function placeOf(ip: string | null, device: string | null): string | null {
  const parts = [ip, device].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(', ');
}
