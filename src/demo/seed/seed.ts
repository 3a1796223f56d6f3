import type { DemoAccount } from '../demo-state';
import type { ApiClient } from './api-client';
import type { People, Person } from './people';

interface Work {
  title: string;
  /** Minor units. */
  amount: number;
  submitted: boolean;
}

interface Agreement {
  title: string;
  client: Person;
  payee: Person;
  currency: string;
  work: Work[];
}

/** People, contracts and milestones to play with, all made through the API. */
export async function seed(api: ApiClient, people: People): Promise<DemoAccount[]> {
  const [paul, nora] = [
    await people.register('paul@demo.example', 'Paul Painter', 'payee'),
    await people.register('nora@demo.example', 'Nora Engineer', 'payee'),
  ];
  const ada = await people.enrolTotp(await people.register('ada@demo.example', 'Ada Client', 'client'));
  const ben = await people.register('ben@demo.example', 'Ben Client', 'client');
  // What takes two admins can be tried, too.
  const admins = [
    await people.createOperator('admin@demo.example', 'Alex Admin', 'admin'),
    await people.createOperator('admin2@demo.example', 'Robin Admin', 'admin'),
  ];
  const auditor = await people.createOperator('auditor@demo.example', 'Olga Auditor', 'auditor');

  const agreements: Agreement[] = [
    {
      title: 'Website redesign',
      client: ada,
      payee: paul,
      currency: 'USD',
      work: [
        { title: 'First draft', amount: 45_000, submitted: true },
        { title: 'All pages', amount: 125_000, submitted: true },
        { title: 'Launch', amount: 80_000, submitted: false },
      ],
    },
    {
      title: 'Mobile app',
      client: ada,
      payee: nora,
      currency: 'USD',
      work: [
        { title: 'Prototype', amount: 60_000, submitted: true },
        { title: 'Beta', amount: 240_000, submitted: true },
      ],
    },
    {
      title: 'Brand illustrations',
      client: ben,
      payee: paul,
      currency: 'EUR',
      work: [
        { title: 'Sketches', amount: 30_000, submitted: true },
        { title: 'Final artwork', amount: 90_000, submitted: false },
      ],
    },
  ];
  for (const agreement of agreements) await open(api, agreement);
  return [ada, ben, paul, nora, ...admins, auditor].map(withoutToken);
}

async function open(api: ApiClient, { title, client, payee, currency, work }: Agreement): Promise<void> {
  const { token } = client;
  const contract = await api.post<{ id: string }>('/contracts', {
    token,
    body: { title, payeeEmail: payee.email, currency },
  });
  const path = `/contracts/${contract.id}`;
  const total = work.reduce((sum, { amount }) => sum + amount, 0);
  await api.post(`${path}/authorizations`, { token, body: { amount: total, paymentMethod: 'pm_card_visa' } });
  for (const { title: part, amount, submitted } of work) {
    const milestone = await api.post<{ id: string }>(`${path}/milestones`, {
      token,
      body: { title: part, amount },
    });
    if (submitted) await api.post(`/milestones/${milestone.id}/submit`, { token: payee.token });
  }
}

function withoutToken({ email, password, accountType, totpSecret }: DemoAccount): DemoAccount {
  return { email, password, accountType, ...(totpSecret ? { totpSecret } : {}) };
}
