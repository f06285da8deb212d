import type { CreateEngine } from '../door/engine.ts';
import { createWire } from '../exchange/wire.ts';
import { ClientConnection } from './client-connection.ts';

/**
 * Creates the engine that speaks HTTP/1.1 on raw sockets: strict parsing both ways, heads always written anew, bodies
 * streamed, and no object, timer or closure per request that could be kept for the next.
 */
export const createWireEngine: CreateEngine = (desk, settings) => {
  const wire = createWire(desk, settings);
  const connections = new Set<ClientConnection>();

  function onGone(connection: ClientConnection): void {
    connections.delete(connection);
    if (wire.isDraining && connections.size === 0) wire.pool.dropIdle();
  }

  return {
    serve(socket) {
      connections.add(new ClientConnection(wire, socket, onGone));
    },
    drain() {
      wire.isDraining = true;
    },
    closeResting(which) {
      for (const connection of connections) if (which === 'all' || !connection.isFresh) connection.closeIfResting();
    },
    closeUpgrades() {
      for (const connection of connections) connection.closeTunnel();
    },
    destroy() {
      for (const connection of connections) connection.socket.destroy();
      wire.pool.destroy();
    },
    get connections() {
      return connections.size;
    },
    get freshConnections() {
      return [...connections].filter((connection) => connection.isFresh).length;
    },
  };
};
