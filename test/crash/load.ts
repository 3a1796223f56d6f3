import type { Choice } from './choice';
import type { Flights } from './flights';
import { Payer, type Told } from './payer';
import type { People, Wish } from './people';
import type { Stage } from './stage';

/** Shares of the people. */
export interface Manners {
  /** Wait a minute for the key of a request that died, instead of starting anew. */
  patient: number;
  /** Pay a little more afterwards, which needs no code. */
  returning: number;
  /** Have an authenticator app; the others get codes by e-mail, which a death on the way makes late by a lease. */
  byApp: number;
}

/** People who pay one after the other, some of them several milestones at once, until nobody is to come any more. */
export class Load {
  readonly told: Told[] = [];
  readonly failures: string[] = [];
  private wanted = true;
  private workers: Promise<void>[] = [];
  private waiting: { count: number; done: () => void }[] = [];

  constructor(
    private readonly stage: Stage,
    private readonly flights: Flights,
    private readonly people: People,
    private readonly choice: Choice,
    private readonly manners: Manners,
    private readonly nextWish: () => Wish | null,
  ) {}

  begin(workers: number): void {
    this.workers = Array.from({ length: workers }, () => this.work());
  }

  /** Resolves when so many more people have paid, or nobody is left. */
  more(count: number): Promise<void> {
    return Promise.race([
      new Promise<void>((done) => this.waiting.push({ count: this.told.length + count, done })),
      this.over(),
    ]);
  }

  /** Lets those finish who have begun. */
  end(): Promise<void> {
    this.wanted = false;
    return this.over();
  }

  async over(): Promise<void> {
    await Promise.all(this.workers);
  }

  private async work(): Promise<void> {
    for (let wish = this.nextWish(); this.wanted && wish; wish = this.nextWish()) {
      try {
        await this.serve(wish);
      } catch (error) {
        this.failures.push((error as Error).message);
      }
    }
  }

  private async serve(wish: Wish): Promise<void> {
    const person = await this.people.add(wish);
    const payer = new Payer(this.stage, this.flights, this.choice, person, this.manners.patient);
    this.keep(await payer.pay(person.items, { codeExpected: true }));
    if (person.totpSecret === null && this.choice.chance(this.manners.returning))
      this.keep(await payer.pay([person.afterwards], { codeExpected: false }));
  }

  private keep(told: Told): void {
    this.told.push(told);
    for (const { count, done } of this.waiting) if (this.told.length >= count) done();
    this.waiting = this.waiting.filter(({ count }) => this.told.length < count);
  }
}
