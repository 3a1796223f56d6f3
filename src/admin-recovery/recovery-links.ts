import { Injectable } from '@nestjs/common';
import { hmac, sha256 } from '../common/crypto/hashing';
import { AppConfig } from '../config/app-config';

/**
 * Where the links of a request lead. Tokens stand behind the `#`: browsers keep them out of requests, and so of logs. What stops
 * a request is the same in all its messages, so it is made anew from its id; it can do nothing but stop it.
 */
@Injectable()
export class RecoveryLinks {
  constructor(private readonly config: AppConfig) {}

  vetoToken(requestId: string): string {
    return hmac(this.config.codePepper, 'recovery-veto', requestId).toString('base64url');
  }

  vetoHash(requestId: string): Buffer {
    return sha256(this.vetoToken(requestId));
  }

  vetoLink(requestId: string): string {
    return this.link('/recovery/veto', this.vetoToken(requestId));
  }

  /** Shows how far it is; takes the token that stops it. */
  statusLink(requestId: string): string {
    return this.link('/recovery/status', this.vetoToken(requestId));
  }

  completionLink(token: string): string {
    return this.link('/recovery/complete', token);
  }

  private link(path: string, token: string): string {
    const link = new URL(path, this.config.appUrl);
    link.hash = `token=${token}`;
    return link.href;
  }
}
