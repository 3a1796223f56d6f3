import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database';
import {
  type AssertionJudgement,
  type Challenging,
  type ExaminedAssertion,
  judgeAssertion,
  type PasskeyProof,
} from './assertion';
import type { AssertionJSON } from './credential';
import { findPasskeyByCredential } from './passkey-statements';
import { type PasskeyDescriptor, type StoredPasskey, WebauthnService } from './webauthn.service';
import type { PasskeyRequestView } from './webauthn-views';

/** The passkeys that people have enrolled. */
@Injectable()
export class PasskeysService {
  constructor(
    private readonly database: Database,
    private readonly webauthn: WebauthnService,
  ) {}

  /**
   * Checks a signature, outside of any transaction. Whose passkey it is and what it was asked is judged inside, see `judge`.
   * @throws validation-failed for what is no assertion
   */
  async examine(assertion: AssertionJSON): Promise<ExaminedAssertion | null> {
    const credentialId = Buffer.from(assertion.id, 'base64url');
    const stored = await this.database.row<StoredPasskey>(findPasskeyByCredential, [credentialId]);
    return this.webauthn.examineAssertion(assertion, stored);
  }

  /** Touches nothing. */
  judge(
    challenge: Challenging,
    { examined = null }: PasskeyProof,
    factors: readonly { id: string; method: string; lastStep: bigint | null }[],
  ): AssertionJudgement {
    const expected = {
      challenge: this.webauthn.challengeOf(challenge),
      userHandle: this.webauthn.userHandle(challenge.userId),
    };
    const passkeys = factors.filter(({ method }) => method === 'webauthn');
    return judgeAssertion(examined, expected, passkeys);
  }

  /** What a browser needs to ask for one of them. */
  request(
    challenge: Challenging,
    allowed: readonly PasskeyDescriptor[],
    now: Date,
  ): PasskeyRequestView | null {
    const timeout = Math.max(0, challenge.expiresAt.getTime() - now.getTime());
    return this.webauthn.requestOptions(this.webauthn.challengeOf(challenge), timeout, allowed);
  }
}
