import { captureOf, heldBy, stateOf } from './stripe-intent';

const PAYMENT = '01890000-0000-7000-8000-000000000001';
const OTHER = '01890000-0000-7000-8000-000000000002';
type Intent = Parameters<typeof captureOf>[0];

const chargeWith = (card: object) =>
  ({ payment_method_details: { card } }) as unknown as Intent['latest_charge'];
const many = chargeWith({ multicapture: { status: 'available' }, capture_before: 1_773_000_000 });
const one = chargeWith({ multicapture: { status: 'unavailable' } });

function intent(fields: Partial<Intent>): Intent {
  return {
    id: 'pi_1',
    status: 'requires_capture',
    created: 1_772_366_400,
    amount: 100,
    amount_received: 0,
    amount_capturable: 100,
    cancellation_reason: null,
    metadata: { authorization: OTHER },
    latest_charge: many,
    ...fields,
  };
}

it.each<[string, Partial<Intent>, ReturnType<typeof captureOf>]>([
  ['nothing was taken yet', {}, null],
  ['it was taken', { amount_received: 60, metadata: { [PAYMENT]: '60' } }, { kind: 'captured' }],
  [
    'it was taken and the rest has expired',
    { status: 'succeeded', amount_received: 60, metadata: { [PAYMENT]: '60' } },
    { kind: 'captured' },
  ],
  ['its name is there and the money is not', { metadata: { [PAYMENT]: '60' } }, { kind: 'unknown' }],
  ['Stripe is still at it', { status: 'processing' }, { kind: 'unknown' }],
  ['another was taken', { amount_received: 60, metadata: { [OTHER]: '60' } }, null],
  ['somebody took without a name', { amount_received: 60 }, { kind: 'unknown' }],
  [
    'somebody took more than the names say',
    { amount_received: 61, metadata: { [OTHER]: '60' } },
    { kind: 'unknown' },
  ],
  [
    'it expired',
    { status: 'canceled', cancellation_reason: 'expired' },
    { kind: 'refused', failure: 'authorization-expired' },
  ],
  [
    'it expired, in the words of older versions',
    { status: 'canceled', cancellation_reason: 'automatic' },
    { kind: 'refused', failure: 'authorization-expired' },
  ],
  [
    'it was cancelled',
    { status: 'canceled', cancellation_reason: 'requested_by_customer' },
    { kind: 'refused', failure: 'authorization-voided' },
  ],
  [
    'a single capture was used up by another',
    { status: 'succeeded', latest_charge: one, amount_received: 60, metadata: { [OTHER]: '60' } },
    { kind: 'refused', failure: 'authorization-voided' },
  ],
])('when %s', (_, fields, expected) => {
  expect(captureOf(intent(fields), PAYMENT)).toEqual(expected);
});

it('holds until the card network says, and for as many captures as it allows', () => {
  expect(heldBy(intent({}))).toEqual({
    reference: 'pi_1',
    expiresAt: new Date(1_773_000_000_000),
    captures: 'many',
  });
  expect(heldBy(intent({ latest_charge: one }))).toEqual({
    reference: 'pi_1',
    expiresAt: new Date('2026-03-08T12:00:00.000Z'),
    captures: 'one',
  });
  expect(heldBy(intent({ latest_charge: null })).captures).toBe('one');
});

it.each<[Partial<Intent>, ReturnType<typeof stateOf>]>([
  [{}, 'open'],
  [{ status: 'processing' }, 'open'],
  [{ status: 'canceled', cancellation_reason: 'expired' }, 'expired'],
  [{ status: 'canceled', cancellation_reason: 'fraudulent' }, 'voided'],
  [{ status: 'succeeded', amount_received: 60 }, 'expired'],
  [{ status: 'succeeded', amount_received: 100 }, 'used'],
  [{ status: 'succeeded', latest_charge: one }, 'used'],
])('%j is %s', (fields, expected) => {
  expect(stateOf(intent(fields))).toBe(expected);
});
