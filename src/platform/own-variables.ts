/**
 * Variables that platforms set in their instances, and are known by. In a file of their own, for the part of berth that opens the
 * port reads nothing else of a platform.
 */

/** That name Function Compute's port, strongest first (environment variables; the first one is that of older images). */
export const FC_PORT_VARIABLES = ['FC_SERVER_PORT', 'FC_CUSTOM_LISTEN_PORT'] as const;

/** Knative runtime contract; Cloud Run, "container runtime contract". */
export const KNATIVE_VARIABLES: readonly string[] = ['K_SERVICE', 'K_REVISION'];

/** Kubernetes, in every pod ("environment variables" of "service"). */
export const KUBERNETES_VARIABLE = 'KUBERNETES_SERVICE_HOST';

/** AWS Lambda web functions: where to listen, as `host:port`. */
export const LAMBDA_ENDPOINT_VARIABLE = 'AWS_LAMBDA_HTTP_ENDPOINT';

/** Tencent Cloud SCF. The first one has the value SCF. */
export const SCF_VARIABLES: readonly string[] = ['TENCENTCLOUD_RUNENV', 'SCF_FUNCTIONNAME', 'SCF_NAMESPACE'];

/** Huawei Cloud FunctionGraph. */
export const FUNCTIONGRAPH_VARIABLES: readonly string[] = [
  'RUNTIME_FUNC_NAME',
  'RUNTIME_FUNC_VERSION',
  'RUNTIME_PROJECT_ID',
  'RUNTIME_CODE_ROOT',
];

/** Volcengine veFaaS. */
export const VEFAAS_PORT_VARIABLE = '_FAAS_RUNTIME_PORT';

/** Azure Functions, custom handlers; the second one is that of preview versions. */
export const AZURE_PORT_VARIABLES = ['FUNCTIONS_CUSTOMHANDLER_PORT', 'FUNCTIONS_HTTPWORKER_PORT'] as const;

/** Whoever finds one of these is elsewhere than on Function Compute: another port, or another time to open it. */
export const ELSEWHERE_VARIABLES: ReadonlySet<string> = new Set([
  ...KNATIVE_VARIABLES,
  KUBERNETES_VARIABLE,
  LAMBDA_ENDPOINT_VARIABLE,
  ...SCF_VARIABLES,
  ...FUNCTIONGRAPH_VARIABLES,
  VEFAAS_PORT_VARIABLE,
  ...AZURE_PORT_VARIABLES,
]);
