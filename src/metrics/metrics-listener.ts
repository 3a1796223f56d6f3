import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { AppConfig } from '../config/app-config';
import { Exposition, METRICS_TYPE } from './exposition';

const statusOf = { granted: 200, denied: 401, hidden: 404 } as const;

/** `/metrics` on a port of its own, where METRICS_PORT names one. It knows no other path. */
@Injectable()
export class MetricsListener implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(MetricsListener.name);
  private server: Server | null = null;

  constructor(
    private readonly config: AppConfig,
    private readonly exposition: Exposition,
  ) {}

  /** Null where there is no such port. */
  get port(): number | null {
    const address = this.server?.address() as AddressInfo | null | undefined;
    return address?.port ?? null;
  }

  /** @throws when the port is taken: operators who have asked for figures are not left without them unawares */
  async onApplicationBootstrap(): Promise<void> {
    const { port, host } = this.config.metrics;
    if (port === null) return;
    const server = createServer((request, response) => {
      this.answer(request, response).catch((error: Error) => {
        this.logger.error(error);
        response.writeHead(500).end();
      });
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
    this.server = server;
  }

  async onApplicationShutdown(): Promise<void> {
    this.server?.close();
    this.server?.closeAllConnections();
  }

  private async answer({ url, method, socket, headers }: IncomingMessage, response: ServerResponse) {
    const isAsked = url === '/metrics' && method === 'GET';
    const access = isAsked ? this.exposition.accessOf({ address: socket.remoteAddress, headers }) : 'hidden';
    const text = access === 'granted' ? await this.exposition.text() : '';
    response
      .writeHead(statusOf[access], {
        'Cache-Control': 'no-store',
        'Content-Type': METRICS_TYPE,
        ...(access === 'denied' ? { 'WWW-Authenticate': 'Bearer' } : {}),
      })
      .end(text);
  }
}
