import { locale } from '../../shared/format/money';

export const formatCount = (count: number): string => count.toLocaleString(locale());

/** @param rate between 0 and 1; a dash where there was nothing */
export function formatRate(rate: number | null): string {
  if (rate === null) return '–';
  return rate.toLocaleString(locale(), { style: 'percent', maximumFractionDigits: 1 });
}

export function formatSeconds(seconds: number | null): string {
  if (seconds === null) return '–';
  const digits = seconds < 10 ? 1 : 0;
  return seconds.toLocaleString(locale(), {
    style: 'unit',
    unit: 'second',
    unitDisplay: 'short',
    maximumFractionDigits: digits,
  });
}
