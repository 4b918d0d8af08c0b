// The Node.js handler of the fault matrix: ends in the way that the path names, with the text that a header brings.

const { ApiError, errorResponses } = require('cdk-apigateway-errors');

const SECRET = 'unseen-7f3a';
const declare = (status, code, message, headers = []) =>
  class extends ApiError {
    static status = status;
    static code = code;
    static message = message;
    static headers = headers;
  };
const BadOrder = declare(400, 'BAD_ORDER', 'The order cannot be read');
const OrderNotFound = declare(404, 'ORDER_NOT_FOUND', 'No such order');
const Conflict = declare(409, 'CONFLICT', 'The order has changed');
const SlowDown = declare(429, 'SLOW_DOWN', 'Too many orders', ['Retry-After']);
const Teapot = declare(418, 'TEAPOT', SECRET);

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const fail = (error) => { throw error; };
const withMessage = (message) => Object.assign(new Error('x'), { message });
const unreadable = () => Object.defineProperty(new Error('x'), 'message', { get() { throw new Error(SECRET); } });
const circular = () => { const made = {}; made[SECRET] = made; return made; };
const outOfMemory = () => { for (const kept = []; ; ) kept.push(new Array(100_000).fill(kept.length)); };

const cases = {
  raise: (text) => fail(new Error(text)),
  return: (text) => JSON.parse(text || 'null'),
  large: (text) => fail(new Error(text.replace('<1MB>', 'x'.repeat(1_000_000)).replace('<20kB>', '3'.repeat(20_000)))),
  huge: () => fail(new Error('x'.repeat(6_500_000))),
  null: () => fail(withMessage(null)),
  number: () => fail(withMessage(42)),
  'not-found': (text) => fail(new OrderNotFound({ source: '/path/id', detail: text || undefined })),
  'bad-order': (text) => fail(new BadOrder({ detail: text })),
  'large-bad-order': () => fail(new BadOrder({ detail: 'x'.repeat(1_000_000) })),
  'not-a-number': () => fail(new BadOrder({ detail: NaN })),
  'nested-conflict': () => fail(new Conflict({ detail: { status: 400 } })),
  'slow-down': () => fail(new SlowDown({ headers: { 'Retry-After': '30' } })),
  header: (text) => fail(new SlowDown({ headers: { 'Retry-After': text } })),
  'long-header': () => fail(new SlowDown({ headers: { 'Retry-After': '3'.repeat(20_000) } })),
  undeclared: () => fail(new Teapot()),
  unprintable: () => fail(unreadable()),
  group: () => fail(new AggregateError([new Error(SECRET)], SECRET)),
  'declared-group': () => fail(new AggregateError([new BadOrder({ source: '/a' }), new BadOrder({ source: '/b' })], SECRET)),
  exit: () => process.exit(0),
  kill: () => { process.kill(process.pid, 'SIGKILL'); return wait(60_000); },
  'out-of-memory': outOfMemory,
  sleep: () => wait(400),
  timeout: () => wait(60_000),
  unserializable: circular,
  'large-result': () => 'x'.repeat(6_500_000),
  'throw-null': () => fail(null),
  'throw-object': () => fail({ [SECRET]: SECRET }),
  rejection: async () => { Promise.reject(new Error(SECRET)); await wait(1000); },
  never: () => new Promise(() => {}),
};

const run = (event) => {
  const header = Object.entries(event.headers || {}).find(([name]) => name.toLowerCase() === 'x-text');
  const text = Buffer.from(header ? header[1] : '', 'base64').toString('utf16le');
  return cases[event.pathParameters.case](text);
};

exports.callback = (event, context, callback) => callback(new Error(`${SECRET}: given to the callback`));
exports.plain = async (event) => run(event);
exports.decorated = errorResponses({ errors: [BadOrder, OrderNotFound, Conflict, SlowDown] }, async (event) => run(event));
