import { Injectable } from '@nestjs/common';
import { HealthCheckService } from '@nestjs/terminus';
import { after, Clock, SECOND } from '../common/clock';
import { type MessagingHealth } from '../messaging/messaging-health';
import { MessagingHealthService } from '../messaging/messaging-health.service';
import { ReadinessChecks } from './readiness-checks';

/** Anybody may ask, as often as they like: they share one look a second. */
@Injectable()
export class Readiness {
  private looking: Promise<MessagingHealth> | null = null;
  private verdict: Promise<MessagingHealth> | null = null;
  private verdictUntil = new Date(0);

  constructor(
    private readonly health: HealthCheckService,
    private readonly checks: ReadinessChecks,
    private readonly messaging: MessagingHealthService,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns how messaging is doing, which makes no process unready: another one would do no better
   * @throws ServiceUnavailableException when not ready
   */
  assertReady(): Promise<MessagingHealth> {
    if (this.looking) return this.looking;
    if (this.verdict && this.clock.now() < this.verdictUntil) return this.verdict;
    const looking = this.look().finally(() => {
      this.verdictUntil = after(this.clock.now(), SECOND);
      this.verdict = looking;
      this.looking = null;
    });
    this.looking = looking;
    return looking;
  }

  private async look(): Promise<MessagingHealth> {
    await this.health.check([
      () => this.checks.databaseAnswers(),
      () => this.checks.migrationsApplied(),
      () => this.checks.storedSecretsOpen(),
    ]);
    return this.messaging.read();
  }
}
