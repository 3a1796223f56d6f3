import Bowser from 'bowser';

const MAX_LENGTH = 60;
export const UNKNOWN_DEVICE = 'Unknown device';

/** What a person recognises in a list, e.g. `Firefox on Windows`. The header may hold anything: so may not the name. */
export function deviceName(userAgent: string | null): string {
  if (!userAgent) return UNKNOWN_DEVICE;
  const { browser, os } = Bowser.parse(userAgent);
  const parts = [browser.name, os.name].map(plain).filter((part) => part !== '');
  return parts.length === 0 ? UNKNOWN_DEVICE : parts.join(' on ').slice(0, MAX_LENGTH);
}

function plain(text = ''): string {
  return text.replace(/[^\p{L}\p{N} .+_-]/gu, '').trim();
}
