import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditRecorder } from '../../audit/audit-recorder';
import type { ChallengeState } from '../../auth/2fa/challenges/challenge';
import type { Proof } from '../../auth/2fa/challenges/code';
import { type EnteredProof, proofFrom } from '../../auth/2fa/challenges/code-from';
import { CodeTransactor, type Comparison } from '../../auth/2fa/challenges/code-transactor';
import { VerificationService } from '../../auth/2fa/challenges/verification.service';
import type { PaymentToProtect } from '../../auth/2fa/loosening/loosening';
import {
  type DeviceToken,
  TrustedDeviceService,
} from '../../auth/2fa/trusted-devices/trusted-device.service';
import type { Principal } from '../../auth/sessions/principal';
import { equalInConstantTime } from '../../common/crypto/hashing';
import { rows } from '../../common/database/sql';
import { DomainError } from '../../common/domain-error';
import type { RequestContext } from '../../common/http/request-context';
import { AuthorizationService, type HeldFunds } from '../../payments/authorization.service';
import type { CreatedPayments } from '../../payments/claimed-payment';
import { type ReleaseResult, ReleaseService } from '../../payments/release.service';
import { type ApprovalItem, type ApprovalState, refuseApproval } from './approval';
import { ApprovalExecution, type ExecutableApproval } from './approval-execution';
import { lockApprovalWithItems } from './approval-statements';
import { ApprovalVoiding } from './approval-voiding';
import { PaymentStops } from './payment-stops';

export interface EnteredApproval extends EnteredProof {
  trustDevice: boolean;
  /** What the browser brought along from an earlier login. */
  deviceToken: string | null;
}

export interface PaidApproval {
  results: ReleaseResult[];
  /** What a browser that is trusted from now on is to keep. */
  device: DeviceToken | null;
}

const passedByCode: PaymentToProtect = { required: true, requiredUnder: () => true };

interface Executed {
  created: CreatedPayments;
  device: DeviceToken | null;
}

/**
 * The second step: the code, or a passkey. One transaction judges it, spends the challenge, puts the approval into force and draws
 * the funds; only then is the gateway called.
 */
@Injectable()
export class ApprovalVerification {
  constructor(
    private readonly codes: CodeTransactor,
    private readonly verification: VerificationService,
    private readonly authorizations: AuthorizationService,
    private readonly stops: PaymentStops,
    private readonly devices: TrustedDeviceService,
    private readonly execution: ApprovalExecution,
    private readonly voiding: ApprovalVoiding,
    private readonly releases: ReleaseService,
    private readonly audit: AuditRecorder,
  ) {}

  /** @throws what `refuseApproval`, `AuthorizationService.cover` and `VerificationService.settle` refuse with; nothing is paid then */
  async verifyAndPay(
    client: Principal,
    context: RequestContext,
    approvalId: string,
    entered: EnteredApproval,
  ): Promise<PaidApproval> {
    const outcome = await this.codes.run(proofFrom(entered), (manager, proof) =>
      this.judge(manager, client, context, approvalId, proof, entered),
    );
    if (outcome instanceof DomainError) throw outcome;
    return { results: await this.releases.release(outcome.created, context), device: outcome.device };
  }

  private async judge(
    manager: EntityManager,
    { userId, sessionId, accountType }: Principal,
    context: RequestContext,
    approvalId: string,
    proof: Proof,
    { trustDevice, deviceToken: presented }: EnteredApproval,
  ): Promise<Executed | DomainError | Comparison> {
    const [state, rowsOfApproval, funds, stops] = await Promise.all([
      this.verification.load(manager, userId, { subjectId: approvalId, purpose: 'payment' }),
      rows<ApprovalWithItem>(manager, lockApprovalWithItems, [approvalId, userId]),
      this.authorizations.lockForApproval(manager, approvalId, userId),
      this.stops.read(manager, userId, { approvalId }),
    ]);
    const approval = approvalOf(approvalId, rowsOfApproval);
    const items: ApprovalItem[] = rowsOfApproval;
    const refusal = refuseApproval(approval, items, { userId, sessionId });
    if (refusal || !approval || !isBoundTo(state.challenge, approval))
      return this.refuse(manager, context, userId, approval, refusal ?? new DomainError('approval-void'));
    const covered = this.cover(items, funds);
    if (covered instanceof DomainError) return this.refuse(manager, context, userId, approval, covered);
    const submission = { userId, sessionId, purpose: 'payment', proof } as const;
    const judgement = this.verification.judge(state, submission);
    const refused = await this.verification.settle(
      manager,
      context,
      state,
      submission,
      judgement,
      'consumed',
    );
    if (refused) return refused;
    if (judgement.kind !== 'accepted') throw new Error('A code was neither refused nor accepted');
    const created = await this.execution.execute(
      manager,
      context,
      approval,
      items,
      covered,
      stops,
      passedByCode,
    );
    const trusting = { userId, accountType, sessionId, provenBy: judgement.method, presented };
    return { created, device: trustDevice ? await this.devices.trust(manager, context, trusting) : null };
  }

  private cover(items: ApprovalItem[], funds: HeldFunds[]): Map<string, HeldFunds> | DomainError {
    try {
      return this.authorizations.cover(items, funds);
    } catch (error) {
      if (error instanceof DomainError) return error;
      throw error;
    }
  }

  /** Refused before anybody looked at the code: nothing is counted, and an approval that no longer holds ends. */
  private async refuse(
    manager: EntityManager,
    context: RequestContext,
    userId: string,
    approval: ApprovalState | null,
    error: DomainError,
  ): Promise<DomainError> {
    const own = approval?.clientId === userId ? approval : null;
    if (own?.status === 'pending' && error.code === 'approval-void')
      await this.voiding.void(manager, context, userId, [own.id], 'changed');
    this.audit.record(manager, context, {
      type: 'approval.verified',
      outcome: 'failure',
      actorId: userId,
      subject: { type: 'approval', id: own?.id ?? null },
      details: { reason: error.code },
    });
    return error;
  }
}

type ApprovalWithItem = ApprovalItem &
  Pick<ApprovalState, 'clientId' | 'sessionId' | 'nonce' | 'binding' | 'total'> & {
    approvalStatus: ApprovalState['status'];
    approvalCurrency: string;
    riskHoldHours: number | null;
  } & Record<string, unknown>;

function approvalOf(
  id: string,
  [first]: readonly ApprovalWithItem[],
): (ApprovalState & ExecutableApproval) | null {
  if (!first) return null;
  const { clientId, sessionId, nonce, binding, total, riskHoldHours } = first;
  const { approvalStatus: status, approvalCurrency: currency } = first;
  return { id, clientId, sessionId, status, nonce, binding, total, currency, riskHoldHours };
}

/** Belt and braces: the challenge must have been made for the very snapshot that the approval holds. */
function isBoundTo(challenge: ChallengeState | null, { binding }: ApprovalState): boolean {
  return challenge === null || equalInConstantTime(challenge.binding, binding);
}
