import { useRef } from 'react';

/** Lets nothing begin while the same is under way: the second click of a double click comes before the button has changed. */
export function useOnceAtATime<Args extends unknown[]>(
  act: (...args: Args) => Promise<unknown>,
): (...args: Args) => void {
  const isUnderWay = useRef(false);
  return (...args) => {
    if (isUnderWay.current) return;
    isUnderWay.current = true;
    const end = () => {
      isUnderWay.current = false;
    };
    act(...args).then(end, end);
  };
}
