/** What other tools call a key of berth: docker-compose, Kubernetes, systemd, Procfile managers. */
const FOREIGN: ReadonlyArray<readonly [names: RegExp, key: string]> = [
  [/^(?:environment|env_?vars?|variables)$/i, 'env'],
  [/^(?:cmd|run|start|exec|exec_?start|entry_?point|program|script|args)$/i, 'command'],
  [/^(?:cwd|work_?dir|working_?dir(?:ectory)?|directory|dir)$/i, 'workingDirectory'],
  [/^(?:ports|expose|listen_?port|http_?port|app_?port|container_?port|target_?port)$/i, 'port'],
  [/^(?:depends_?on|requires|needs)$/i, 'after'],
  [/^(?:health_?check|readiness(?:_?probe)?|wait_?for)$/i, 'ready'],
  [/^liveness(?:_?probe)?$/i, 'live'],
  [/^(?:stop_?signal|kill_?signal)$/i, 'stopSignal'],
  [/^(?:stop_?grace_?period|stop_?timeout|kill_?timeout|grace)$/i, 'gracePeriod'],
  [/^(?:restart_?policy|auto_?restart)$/i, 'restart'],
  [/^(?:services|apps|programs|workers)$/i, 'processes'],
  [/^(?:log_?level|logging)$/i, 'log'],
];

/** ` (here it is called 'env')` for a key that other tools have; empty for any other, and where berth has no such key. */
export function suggestOwn(key: string, known: readonly string[]): string {
  const own = FOREIGN.find(([names]) => names.test(key))?.[1];
  return own !== undefined && known.includes(own) ? ` (here it is called '${own}')` : '';
}
