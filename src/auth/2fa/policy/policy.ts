export const enforcements = ['optional', 'required'] as const;
export type Enforcement = (typeof enforcements)[number];
