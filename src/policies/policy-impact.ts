/**
 * What a policy would mean to a person without a factor that it takes:
 * - `prompted`: in grace, reminded at each look at their status
 * - `locked-out`: sessions may only enrol
 * - `no-allowed-method`: has a factor, but only of methods that do not suffice; may be one of the others as well
 */
export const impacts = ['prompted', 'locked-out', 'no-allowed-method'] as const;
export type Impact = (typeof impacts)[number];
