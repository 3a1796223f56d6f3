import { Transition } from '@mantine/core';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { IconCheck } from '../../shared/ui/icons';
import classes from './security.module.css';

const Said = createContext<(words: string) => void>(() => undefined);
const SHOWN_MS = 6_000;

/** Says what was done, at the bottom of the screen and to screen readers. */
export function useSay(): (words: string) => void {
  return useContext(Said);
}

export function SaidProvider({ children }: { children: ReactNode }) {
  const [said, setSaid] = useState({ words: '', count: 0 });
  const [isShown, setShown] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same words may be said again.
  useEffect(() => {
    if (!said.words) return;
    setShown(true);
    const timer = setTimeout(() => setShown(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [said.count]);
  return (
    <Said.Provider value={(words) => setSaid(({ count }) => ({ words, count: count + 1 }))}>
      {children}
      <div role="status" className={classes.said}>
        <Transition mounted={isShown} transition="slide-up">
          {(style) => (
            <span className={classes.saidWords} style={style}>
              <IconCheck size={18} /> {said.words}
            </span>
          )}
        </Transition>
      </div>
    </Said.Provider>
  );
}
