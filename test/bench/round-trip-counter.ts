import { type AddressInfo, connect, createServer, type Server } from 'node:net';

/**
 * A TCP relay in front of PostgreSQL that counts round trips: each time a client speaks after the server has.
 * Statements that travel in one flight are one.
 */
export class RoundTripCounter {
  count = 0;

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async before(postgresPort: number): Promise<RoundTripCounter> {
    const server = createServer((client) => {
      const upstream = connect(postgresPort, '127.0.0.1');
      let serverSpokeLast = true;
      client.setNoDelay(true);
      upstream.setNoDelay(true);
      client.on('data', (chunk) => {
        if (serverSpokeLast) counter.count++;
        serverSpokeLast = false;
        upstream.write(chunk);
      });
      upstream.on('data', (chunk) => {
        serverSpokeLast = true;
        client.write(chunk);
      });
      client.on('close', () => upstream.destroy()).on('error', () => upstream.destroy());
      upstream.on('close', () => client.destroy()).on('error', () => client.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const counter = new RoundTripCounter(server, (server.address() as AddressInfo).port);
    return counter;
  }

  close(): void {
    this.server.close();
  }
}
