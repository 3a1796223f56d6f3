import { useEffect, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';

/** What stands behind `token=` in a link of a message; null when there is none. */
export function tokenIn(text: string): string | null {
  return /token=([\w-]+)/.exec(text)?.[1] ?? null;
}

/**
 * The secret of the link that has led here. It leaves the address bar at once, which keeps it out of history, screenshots and
 * links that are passed on, and lives as long as the page: after a reload one opens the message again.
 */
export function useLinkToken(): string | null {
  const { hash, pathname } = useLocation();
  const navigate = useNavigate();
  const inAddress = tokenIn(hash);
  const [token, setToken] = useState(inAddress);
  useEffect(() => {
    if (!inAddress) return;
    setToken(inAddress);
    void navigate(pathname, { replace: true });
  }, [inAddress, navigate, pathname]);
  return inAddress ?? token;
}
