import type { Server, Stage } from './stage';

/** A request on its way. */
export interface Flight {
  server: Server;
  kind: 'start' | 'verify';
  /** Of a verification. */
  approvalId: string | null;
}

export const placesOfDeath = [
  'while starting an approval',
  'before the commit',
  'between commit and capture',
  'between capture and outcome',
  'after the outcome, before the answer',
] as const;
export type PlaceOfDeath = (typeof placesOfDeath)[number];

interface Found {
  approvalId: string;
  approved: boolean;
  /** Payments without a capture, and captures without an outcome. */
  uncaptured: number;
  unrecorded: number;
}

const findOutcomes = `
  SELECT a.id AS "approvalId", a.status = 'approved' AS approved,
    (SELECT count(*)::int FROM payments p WHERE p.approval_id = a.id AND p.status <> 'released'
      AND NOT EXISTS (SELECT FROM sandbox_gateway.captures c WHERE c.key = p.id::text)) AS uncaptured,
    (SELECT count(*)::int FROM payments p WHERE p.approval_id = a.id AND p.status <> 'released'
      AND EXISTS (SELECT FROM sandbox_gateway.captures c WHERE c.key = p.id::text)) AS unrecorded
  FROM approvals a WHERE a.id = ANY ($1)`;

/** Knows which requests are on their way where, so that a death can be told by what it interrupted. */
export class Flights {
  private readonly open = new Set<Flight>();
  private readonly awaiting: ((flight: Flight) => void)[] = [];
  readonly deaths = new Map<PlaceOfDeath, number>();
  /** Deaths that interrupted no request that moves money. */
  idle = 0;

  constructor(private readonly stage: Stage) {}

  take(flight: Flight): void {
    this.open.add(flight);
    if (flight.kind === 'verify') for (const tell of this.awaiting.splice(0)) tell(flight);
  }

  /** The next code that is on its way to a server. */
  nextVerification(): Promise<Flight> {
    return new Promise((resolve) => this.awaiting.push(resolve));
  }

  land(flight: Flight | null): void {
    if (flight) this.open.delete(flight);
  }

  on(servers: readonly Server[]): Flight[] {
    return [...this.open].filter(({ server }) => servers.includes(server));
  }

  /** Called right after a death, before a lease can run out. `interrupted` were on their way when it struck. */
  async autopsy(interrupted: readonly Flight[]): Promise<void> {
    if (interrupted.length === 0) this.idle++;
    const ids = interrupted.flatMap(({ approvalId }) => approvalId ?? []);
    const found = await this.stage.rows<Found>(findOutcomes, [ids]);
    for (const { approvalId } of interrupted) {
      const outcome = found.find((each) => each.approvalId === approvalId);
      const place = placeOf(outcome);
      this.deaths.set(place, (this.deaths.get(place) ?? 0) + 1);
    }
  }
}

function placeOf(outcome: Found | undefined): PlaceOfDeath {
  if (!outcome) return 'while starting an approval';
  if (!outcome.approved) return 'before the commit';
  if (outcome.unrecorded > 0) return 'between capture and outcome';
  return outcome.uncaptured > 0 ? 'between commit and capture' : 'after the outcome, before the answer';
}
