import { useEffect } from 'react';
import { useBlocker } from 'react-router';

/** Asks before a person leaves for another page, closes the tab or loads it anew. */
export function useStayOnPage(isNeeded: boolean, question: string): void {
  const blocker = useBlocker(isNeeded);
  useEffect(() => {
    if (blocker.state !== 'blocked') return;
    if (window.confirm(question)) blocker.proceed();
    else blocker.reset();
  }, [blocker, question]);
  useEffect(() => {
    if (!isNeeded) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isNeeded]);
}
