import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const root = join(__dirname, '..', '..');
/** From the sources in tests, as it was built where this file was. */
const productionRoot = __filename.endsWith('.ts')
  ? ['--require', join(__dirname, 'typescript-hook.cjs'), join(root, 'src', 'main.ts')]
  : [join(root, 'src', 'main.js')];

/** The production root as a process of its own, to be stopped, killed and looked at from outside. */
export class ServerProcess {
  output = '';

  private constructor(private readonly child: ChildProcess) {
    child.stdout?.on('data', (chunk) => this.hear(chunk));
    child.stderr?.on('data', (chunk) => this.hear(chunk));
  }

  static spawn(env: Record<string, string>): ServerProcess {
    const child = spawn(process.execPath, productionRoot, {
      env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new ServerProcess(child);
  }

  static async start(env: Record<string, string>): Promise<ServerProcess & { url: string }> {
    const server = ServerProcess.spawn(env);
    const url = await server.listening();
    return Object.assign(server, { url });
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async exit(): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
    return this.child.exitCode;
  }

  /** Waits for a piece of its output. */
  async said(text: string): Promise<void> {
    for (let waited = 0; waited < 5_000 && !this.output.includes(text); waited += 10) await sleep(10);
    if (!this.output.includes(text)) throw new Error(`The server did not say ${text}:\n${this.output}`);
  }

  private hear(chunk: Buffer): void {
    this.output += chunk.toString();
  }

  private async listening(): Promise<string> {
    for (let waited = 0; waited < 30_000 && this.child.exitCode === null; waited += 20) {
      const url = /"url":"([^"]+)"[^\n]*"msg":"listening"/.exec(this.output)?.[1];
      if (url) return url;
      await sleep(20);
    }
    this.signal('SIGKILL');
    throw new Error(`The server did not start:\n${this.output}`);
  }
}
