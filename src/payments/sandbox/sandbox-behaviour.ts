/** How a payment method of the sandbox behaves; any other name simply works. */
const behaviours = {
  pm_sandbox_authorization_declined: 'authorization-declined',
  pm_sandbox_expires_soon: 'expires-soon',
  pm_sandbox_single_capture: 'single-capture',
  pm_sandbox_capture_declined: 'capture-declined',
  pm_sandbox_capture_hangs: 'capture-hangs',
  pm_sandbox_capture_answer_dropped: 'capture-answer-dropped',
} as const;

export type SandboxBehaviour = (typeof behaviours)[keyof typeof behaviours] | 'works';

export function behaviourOf(paymentMethod: string): SandboxBehaviour {
  return Object.hasOwn(behaviours, paymentMethod)
    ? behaviours[paymentMethod as keyof typeof behaviours]
    : 'works';
}
