import { APACHE_ROWS } from './apache.ts';
import { BERTH_ROWS } from './berth.ts';
import { DOTNET_ROWS } from './dotnet.ts';
import { GO_ROWS } from './go.ts';
import { HOME_ROWS } from './home.ts';
import { JAVA_ROWS } from './java.ts';
import { NGINX_ROWS } from './nginx.ts';
import { NODE_ROWS } from './node.ts';
import { PHP_ROWS } from './php.ts';
import { PHP_FPM_ROWS } from './php-fpm.ts';
import { PROXY_ROWS } from './proxy.ts';
import { PYTHON_ENVIRON_ROWS, PYTHON_ROWS } from './python.ts';
import type { RowGroup } from './row.ts';
import { RUBY_ROWS } from './ruby.ts';
import { RUST_ROWS } from './rust.ts';
import { SERVICE_ROWS } from './service.ts';
import { SHELL_ROWS } from './shell.ts';
import { SYSTEM_ROWS } from './system.ts';
import { WORKER_END_ROWS } from './worker-end.ts';

/** All that the recogniser knows, in the order in which it is tried on a line: what any program may say comes last. */
export const ROW_GROUPS: readonly RowGroup[] = [
  BERTH_ROWS,
  WORKER_END_ROWS,
  HOME_ROWS,
  NODE_ROWS,
  PYTHON_ENVIRON_ROWS,
  PYTHON_ROWS,
  PHP_FPM_ROWS,
  PHP_ROWS,
  JAVA_ROWS,
  DOTNET_ROWS,
  RUBY_ROWS,
  GO_ROWS,
  RUST_ROWS,
  NGINX_ROWS,
  APACHE_ROWS,
  PROXY_ROWS,
  SERVICE_ROWS,
  SHELL_ROWS,
  SYSTEM_ROWS,
];
