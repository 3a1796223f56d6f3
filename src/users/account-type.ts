export const accountTypes = ['client', 'payee', 'admin', 'auditor'] as const;
export type AccountType = (typeof accountTypes)[number];

/** Those that anybody may register; the others are created by an operator. */
export const selfRegisteredTypes = ['client', 'payee'] as const;
export type SelfRegisteredType = (typeof selfRegisteredTypes)[number];
