/** What must not come from whoever runs the bench: berth reads it, or sees to it; every start of Node.js reads what the last names. */
const LEFT_OUT = /^(BERTH_|FC_|K_SERVICE$|PORT$|PYTHONUNBUFFERED$|NODE_EXTRA_CA_CERTS$)/;

/** The environment in which starts are measured. */
export function readPlainEnvironment() {
  return Object.fromEntries(Object.entries(process.env).filter(([variable]) => !LEFT_OUT.test(variable)));
}
