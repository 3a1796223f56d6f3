import { queryOptions, useQuery } from '@tanstack/react-query';
import { answer, api } from '../api/client';
import { texts } from '../texts';

/** What a client may hold money with. It changes with the configuration of the server only. */
export const paymentMethodsQuery = queryOptions({
  queryKey: ['payment-methods'],
  queryFn: ({ signal }) => answer(api.GET('/api/payment-methods', { signal })),
  staleTime: Number.POSITIVE_INFINITY,
});

/** As its client knows it; the gateway's reference where there is no other name. */
export function PaymentMethodName({ reference }: { reference: string }) {
  const { data, isPending } = useQuery(paymentMethodsQuery);
  const known = data?.items.find((item) => item.reference === reference);
  return isPending ? '…' : known ? texts.work.card(known.brand, known.last4) : reference;
}
