import { useEffect } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { tokenIn } from '../../shared/links/link-token';

/**
 * Of the link that stops a recovery and shows how far it is. It leaves the address bar at once. As it can do no harm, this
 * entry of the tab's history keeps it, so that the page survives a reload.
 */
export function useStopToken(): [string | null, (token: string) => void] {
  const { hash, pathname, state } = useLocation();
  const navigate = useNavigate();
  const fromLink = tokenIn(hash);
  const keep = (token: string) => navigate(pathname, { replace: true, state: { token } });
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each link.
  useEffect(() => {
    if (fromLink) void keep(fromLink);
  }, [fromLink]);
  const kept = (state as { token?: string } | null)?.token ?? null;
  return [fromLink ?? kept, keep];
}
