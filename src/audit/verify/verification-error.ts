/** Something in an export does not hold. */
export class VerificationError extends Error {}
