import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../../common/clock';
import { sha256 } from '../../../common/crypto/hashing';
import { row, rows } from '../../../common/database/sql';
import { neighbourhoodOf } from '../../../common/http/address-network';
import { deviceName } from '../../../common/http/device-name';
import type { RequestContext } from '../../../common/http/request-context';
import type { Principal } from '../../sessions/principal';
import { findAccountChanges, findDevicesAtHand, findProvenSessions } from './account-activity-statements';
import type { ActivityFacts, Place } from './unusual-activity';

/** Who asks, from where. */
export interface Asking {
  principal: Principal;
  context: RequestContext;
  /** The token of a trusted device that the browser brings along. */
  deviceToken: string | null;
}

export type AccountActivity = Pick<ActivityFacts, 'changes' | 'proven' | 'timeZone'> & {
  trustedDevice: boolean;
};

const never: ActivityFacts['changes'] = { factor: null, password: null, email: null, recovery: null };

/** What of an account, its sessions and its devices bears on whether a payment is unusual. */
@Injectable()
export class AccountActivityService {
  constructor(private readonly clock: Clock) {}

  async read(
    manager: EntityManager,
    { principal: { userId, sessionId, timeZone }, context, deviceToken }: Asking,
  ): Promise<AccountActivity> {
    const [changes, sessions, devices] = await Promise.all([
      row<ActivityFacts['changes']>(manager, findAccountChanges, [userId]),
      rows<{ userAgent: string | null; ip: string | null }>(manager, findProvenSessions, [userId]),
      rows<{ name: string }>(manager, findDevicesAtHand, [
        userId,
        sessionId,
        deviceToken === null ? null : sha256(deviceToken),
        this.clock.now(),
      ]),
    ]);
    const { device } = placeOf(context);
    return {
      changes: changes ?? never,
      proven: sessions.map(placeOf),
      timeZone,
      // A token that turns up in another browser has been copied: its device is then no device at hand.
      trustedDevice: devices.some(({ name }) => name === device),
    };
  }
}

export function placeOf({ userAgent, ip }: Pick<RequestContext, 'userAgent' | 'ip'>): Place {
  return { device: deviceName(userAgent), network: neighbourhoodOf(ip) };
}
