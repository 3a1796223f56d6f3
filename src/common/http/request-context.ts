/** Where a request came from, as the audit log keeps it. Passed on explicitly, never ambient. */
export interface RequestContext {
  requestId: string | null;
  ip: string | null;
  userAgent: string | null;
}

/** For what the system does on its own: sweeps, jobs, command lines. */
export const systemContext: RequestContext = { requestId: null, ip: null, userAgent: null };
