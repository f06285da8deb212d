import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/**
 * Finds ports of 127.0.0.1 that nobody listens on, different from each other and from those taken. They are free at this
 * moment only; a program that must be told its port beforehand allows no better.
 */
export async function findFreePorts(count: number, taken: ReadonlySet<number>): Promise<number[]> {
  const found: number[] = [];
  const servers = [];
  // Each is held until all are found, so that no port comes twice.
  while (found.length < count) {
    const server = createServer();
    server.listen({ port: 0, host: '127.0.0.1', exclusive: true });
    await once(server, 'listening');
    servers.push(server);
    const { port } = server.address() as AddressInfo;
    if (!taken.has(port)) found.push(port);
  }
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return found;
}
