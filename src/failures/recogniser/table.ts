import { ACCOUNT_ROWS } from './account.ts';
import { APACHE_ROWS } from './apache.ts';
import { ASPNET_ROWS } from './aspnet.ts';
import { BEAM_ROWS } from './beam.ts';
import { BERTH_ROWS } from './berth.ts';
import { BROKER_ROWS } from './broker.ts';
import { BUN_CRASH_ROWS, BUN_ROWS } from './bun.ts';
import { CADDY_ROWS } from './caddy.ts';
import { CERTIFICATE_ROWS } from './certificate.ts';
import { CONFIG_FILE_ROWS, CONFIG_ROWS } from './config-file.ts';
import { CONFIG_LAST_ROWS } from './config-last.ts';
import { CONNECTION_ROWS } from './connection.ts';
import { CONTAINER_ENGINE_ROWS } from './container-engine.ts';
import { DATA_ROWS } from './data-files.ts';
import { DATA_SERVICE_ROWS } from './data-service.ts';
import { DATABASE_ROWS } from './database.ts';
import { DATABASE_SERVER_ROWS } from './database-server.ts';
import { DENO_ROWS } from './deno.ts';
import { DOTNET_ROWS } from './dotnet.ts';
import { DOTNET_BUILD_ROWS } from './dotnet-build.ts';
import { DOTNET_SETTING_ROWS } from './dotnet-setting.ts';
import { GO_ROWS } from './go.ts';
import { GO_APP_ROWS } from './go-app.ts';
import { GPU_ROWS } from './gpu.ts';
import { GUNICORN_ROWS } from './gunicorn.ts';
import { HAPROXY_ROWS } from './haproxy.ts';
import { HOME_ROWS } from './home.ts';
import { IMAGE_ROWS } from './image.ts';
import { JAVA_ROWS } from './java.ts';
import { JAVA_BUILD_ROWS } from './java-build.ts';
import { JAVA_CLASS_ROWS } from './java-class.ts';
import { JAVA_DATABASE_ROWS } from './java-database.ts';
import { JAVA_SERVER_ROWS } from './java-server.ts';
import { JAVA_SETTING_ROWS } from './java-setting.ts';
import { JAVA_START_ROWS } from './java-start.ts';
import { JVM_FRAMEWORK_ROWS } from './jvm-framework.ts';
import { JVM_START_ROWS } from './jvm-start.ts';
import { LIMIT_ROWS, SHORTAGE_ROWS } from './limit.ts';
import { LISTEN_ROWS, SOCKET_FILE_ROWS } from './listen.ts';
import { LOADER_ROWS } from './loader.ts';
import { LOCALE_ROWS } from './locale.ts';
import { LOCALIZED_ROWS } from './localized.ts';
import { LOCK_ROWS } from './lock.ts';
import { MODEL_ROWS } from './model.ts';
import { MYSQL_SERVER_ROWS } from './mysql-server.ts';
import { NATIVE_ROWS } from './native.ts';
import { NGINX_ROWS } from './nginx.ts';
import { NODE_ROWS } from './node.ts';
import { NODE_APP_ROWS } from './node-app.ts';
import { NODE_LIBRARY_ROWS } from './node-library.ts';
import { NODE_PACKAGE_ROWS } from './node-package.ts';
import { NODE_SHOWN_ROWS } from './node-shown.ts';
import { NODE_START_ROWS } from './node-start.ts';
import { NODE_TOOL_ROWS } from './node-tool.ts';
import { OPENJ9_ROWS } from './openj9.ts';
import { OPTION_ROWS } from './option.ts';
import { ORDER_ROWS } from './order.ts';
import { PACKAGE_ROWS } from './package.ts';
import { FILE_ROWS, FOLDER_ROWS } from './permission.ts';
import { PHP_ROWS } from './php.ts';
import { PHP_FPM_ROWS } from './php-fpm.ts';
import { PHP_FRAMEWORK_ROWS } from './php-framework.ts';
import { PLATFORM_ROWS } from './platform.ts';
import { POSTGRES_SERVER_ROWS } from './postgres-server.ts';
import { PROMPT_ROWS } from './prompt.ts';
import { PROXY_ROWS } from './proxy.ts';
import { PYTHON_ENVIRON_ROWS, PYTHON_ROWS } from './python.ts';
import { PYTHON_DATABASE_ROWS } from './python-database.ts';
import { PYTHON_FRAMEWORK_ROWS } from './python-framework.ts';
import { PYTHON_LIBRARY_ROWS } from './python-library.ts';
import { PYTHON_SERVER_ROWS } from './python-server.ts';
import { PYTHON_START_ROWS } from './python-start.ts';
import { PYTHON_TOOL_ROWS } from './python-tool.ts';
import { R_ROWS } from './r.ts';
import { RABBITMQ_ROWS } from './rabbitmq.ts';
import type { RowGroup } from './row.ts';
import { RUBY_ROWS } from './ruby.ts';
import { BUNDLER_ROWS, RUBY_TASK_ROWS } from './ruby-task.ts';
import { RUST_ROWS } from './rust.ts';
import { SCHEMA_ROWS } from './schema.ts';
import { SEARCH_BROKER_SERVER_ROWS } from './search-broker-server.ts';
import { SECRET_ROWS } from './secret.ts';
import { SELF_HOSTED_ROWS } from './self-hosted.ts';
import { SERVERLESS_ROWS } from './serverless.ts';
import { SERVICE_ROWS } from './service.ts';
import { SETTING_ROWS } from './setting.ts';
import { SETTING_VALUE_ROWS } from './setting-value.ts';
import { SHELL_ROWS } from './shell.ts';
import { SPRING_ROWS } from './spring.ts';
import { SUPERVISION_ROWS } from './supervision.ts';
import { SYSTEM_ROWS } from './system.ts';
import { SYSTEMD_ROWS } from './systemd.ts';
import { UWSGI_ROWS } from './uwsgi.ts';
import { VARNISH_ROWS } from './varnish.ts';
import { VERSION_ROWS } from './version.ts';
import { WORKER_END_ROWS } from './worker-end.ts';

/** All that the recogniser knows, in the order in which it is tried on a line: what any program may say comes last. */
export const ROW_GROUPS: readonly RowGroup[] = [
  BERTH_ROWS,
  PLATFORM_ROWS,
  CONTAINER_ENGINE_ROWS,
  UWSGI_ROWS,
  WORKER_END_ROWS,
  HOME_ROWS,
  CADDY_ROWS,
  DATA_ROWS,
  DATABASE_SERVER_ROWS,
  POSTGRES_SERVER_ROWS,
  MYSQL_SERVER_ROWS,
  SEARCH_BROKER_SERVER_ROWS,
  DATA_SERVICE_ROWS,
  IMAGE_ROWS,
  SCHEMA_ROWS,
  DATABASE_ROWS,
  BROKER_ROWS,
  CONNECTION_ROWS,
  SOCKET_FILE_ROWS,
  CERTIFICATE_ROWS,
  LIMIT_ROWS,
  LOCALE_ROWS,
  ACCOUNT_ROWS,
  SECRET_ROWS,
  CONFIG_ROWS,
  VERSION_ROWS,
  PACKAGE_ROWS,
  SELF_HOSTED_ROWS,
  NODE_LIBRARY_ROWS,
  NODE_APP_ROWS,
  NODE_PACKAGE_ROWS,
  NODE_START_ROWS,
  NODE_TOOL_ROWS,
  DENO_ROWS,
  BUN_CRASH_ROWS,
  BUN_ROWS,
  NODE_ROWS,
  SERVERLESS_ROWS,
  PYTHON_ENVIRON_ROWS,
  PYTHON_DATABASE_ROWS,
  PYTHON_START_ROWS,
  MODEL_ROWS,
  PYTHON_LIBRARY_ROWS,
  GUNICORN_ROWS,
  PYTHON_SERVER_ROWS,
  PYTHON_FRAMEWORK_ROWS,
  GPU_ROWS,
  PYTHON_TOOL_ROWS,
  PYTHON_ROWS,
  PHP_FPM_ROWS,
  PHP_FRAMEWORK_ROWS,
  PHP_ROWS,
  OPENJ9_ROWS,
  JAVA_BUILD_ROWS,
  JVM_FRAMEWORK_ROWS,
  JAVA_START_ROWS,
  JAVA_SETTING_ROWS,
  SPRING_ROWS,
  JAVA_SERVER_ROWS,
  JAVA_DATABASE_ROWS,
  JAVA_CLASS_ROWS,
  JAVA_ROWS,
  JVM_START_ROWS,
  DOTNET_BUILD_ROWS,
  DOTNET_SETTING_ROWS,
  ASPNET_ROWS,
  DOTNET_ROWS,
  BUNDLER_ROWS,
  RUBY_ROWS,
  RUBY_TASK_ROWS,
  GO_APP_ROWS,
  GO_ROWS,
  RUST_ROWS,
  RABBITMQ_ROWS,
  BEAM_ROWS,
  NATIVE_ROWS,
  NGINX_ROWS,
  APACHE_ROWS,
  HAPROXY_ROWS,
  VARNISH_ROWS,
  PROXY_ROWS,
  R_ROWS,
  SYSTEMD_ROWS,
  SUPERVISION_ROWS,
  SERVICE_ROWS,
  LOADER_ROWS,
  SHELL_ROWS,
  OPTION_ROWS,
  SETTING_ROWS,
  SETTING_VALUE_ROWS,
  CONFIG_FILE_ROWS,
  LOCALIZED_ROWS,
  PROMPT_ROWS,
  LOCK_ROWS,
  FOLDER_ROWS,
  LISTEN_ROWS,
  FILE_ROWS,
  SHORTAGE_ROWS,
  SYSTEM_ROWS,
  CONFIG_LAST_ROWS,
  NODE_SHOWN_ROWS,
  ORDER_ROWS,
];
