import { useEffect, useState } from 'react';
import { serverNow } from '../api/server-clock';

const TICK_MS = 250;

/** Milliseconds until then by the server's clock, 0 once it has come, null for null. Renders when the second changes. */
export function useCountdown(until: string | Date | null): number | null {
  const end = until === null ? null : new Date(until).getTime();
  const [seconds, setSeconds] = useState(() => secondsUntil(end));
  useEffect(() => {
    setSeconds(secondsUntil(end));
    if (end === null) return;
    const timer = setInterval(() => {
      const left = secondsUntil(end);
      setSeconds(left);
      if (left === 0) clearInterval(timer);
    }, TICK_MS);
    return () => clearInterval(timer);
  }, [end]);
  return seconds === null ? null : seconds * 1_000;
}

function secondsUntil(end: number | null): number | null {
  return end === null ? null : Math.max(0, Math.ceil((end - serverNow()) / 1_000));
}
