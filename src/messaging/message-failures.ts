import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Channel } from './message.entity';

export type UndeliveredMessage = {
  id: string;
  userId: string;
  channel: Channel;
  /** An e-mail address, or a phone number of which most is hidden. */
  destination: string;
};

type Listener = (manager: EntityManager, message: UndeliveredMessage) => Promise<void>;

/** Lets others act on messages that will never arrive, in the transaction that gives them up. */
@Injectable()
export class MessageFailures {
  private readonly listeners: Listener[] = [];

  /** Called in `onModuleInit`. */
  listen(listener: Listener): void {
    this.listeners.push(listener);
  }

  /** One message for each person and channel is enough. */
  async report(manager: EntityManager, given: readonly UndeliveredMessage[]): Promise<void> {
    const distinct = new Map(given.map((message) => [`${message.userId} ${message.channel}`, message]));
    for (const message of distinct.values())
      for (const listener of this.listeners) await listener(manager, message);
  }
}
