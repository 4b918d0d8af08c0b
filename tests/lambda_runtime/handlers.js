// Node handlers that end in every way; run by AWS's client and by our bootstrap. The event names the case.

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const named = (message, name) => Object.assign(new Error(message), { name });
const getter = (member) => Object.defineProperty(new Error('x'), member, { get() { throw 1; } });

class OrderNotFound extends Error {
  constructor(message) {
    super(message);
    this.name = 'OrderNotFound';
    this.status = 404;
  }
}

// Thrown four ways: by an async function, by a plain one, given to the callback, given to context.fail.
const thrown = {
  error: () => new TypeError('no'),
  'empty message': () => new Error(),
  'own class': () => new OrderNotFound('no such order'),
  JSON: () => new Error(JSON.stringify({ status: 400, errors: [{ message: 'ü' }] })),
  'aggregate error': () => new AggregateError([new Error('a')], 'several'),
  cause: () => new Error('outer', { cause: new Error('inner') }),
  'several lines': () => new Error('one\ntwo\r\nthree'),
  unicode: () => new Error('é 😀 \u2028 \u0000 \ud800'),
  DEL: () => named('a\x7Fb\x7F', 'N\x7F'),
  null: () => null,
  undefined: () => undefined,
  object: () => ({ status: 400 }),
  array: () => [1, [2]],
  text: () => 'a text',
  'empty text': () => '',
  'DEL in a text': () => 'a\x7Fb',
  number: () => 42,
  zero: () => 0,
  NaN: () => NaN,
  false: () => false,
  bigint: () => 10n,
  symbol: () => Symbol('s'),
  function: () => function named() {},
  'object without prototype': () => Object.create(null),
  'object with toString': () => ({ toString: () => 'mine' }),
  'toString that throws': () => ({ toString() { throw new Error('t'); } }),
  'like an error': () => ({ name: 'N', message: 'm', stack: 's\nt' }),
  'like an error without message': () => ({ name: 'N', message: '', stack: 's' }),
  'no name': () => named('x', undefined),
  'number for a name': () => named('x', 5),
  'no stack': () => Object.assign(new Error('x'), { stack: undefined }),
  'message that throws': () => getter('message'),
  'stack that throws': () => getter('stack'),
  'own members': () => Object.assign(new Error('x'), { code: 'E_X', self: globalThis }),
};

const returned = {
  undefined: () => undefined,
  null: () => null,
  text: () => 'ü \u2028 \x7F "',
  number: () => 0.1,
  NaN: () => ({ a: NaN, b: undefined, c: () => 1, d: new Date(0), e: [undefined, Infinity] }),
  nested: () => ({ a: [{ b: [] }], c: { 2: 1, 1: 2 } }),
  function: () => () => 1,
  symbol: () => Symbol('s'),
  bigint: () => ({ a: 1n }),
  circular: () => { const made = {}; made.made = made; return made; },
  'toJSON that throws': () => ({ toJSON() { throw new Error('t'); } }),
  error: () => new Error('returned'),
  buffer: () => Buffer.from('ab'),
};

const cases = {
  'callback, the loop busy': (context, callback) => { setTimeout(() => {}, 20); callback(null, 1); },
  'callback that does not wait': (context, callback) => {
    context.callbackWaitsForEmptyEventLoop = false;
    setTimeout(() => {}, 20);
    callback(null, 1);
  },
  'callback twice': (context, callback) => { callback(null, 1); callback(null, 2); },
  'callback, then a promise': async (context, callback) => { callback(null, 1); return 2; },
  'callback with an error, then success': (context, callback) => { callback(new Error('1')); context.succeed(2); },
  'done with a result': (context) => context.done(null, [1]),
  'done with an error': (context) => context.done('e'),
  'done, then exit': (context) => { context.done(null, [1]); process.exit(0); },
  'fail, then exit': (context) => { context.fail(new Error('f')); process.exit(0); },
  'succeed twice': (context) => { context.succeed(1); context.succeed(2); },
  'succeed, then throw': (context) => { context.succeed(1); throw new Error('late'); },
  'no promise, no callback': () => ({ lost: true }),
  'a thenable': () => ({ then: (resolve) => resolve(5) }),
  'a thenable that rejects': () => ({ then: (resolve, reject) => reject(new Error('j')) }),
  'a promise that never settles': () => new Promise(() => {}),
  'an await without end': async () => { await new Promise(() => {}); },
  'unhandled rejection': async () => { Promise.reject(new Error('u')); await wait(40); return 1; },
  'unhandled rejection of a text': async () => { Promise.reject('u'); await wait(40); return 1; },
  'unhandled rejection of an object': async () => { Promise.reject({ status: 400 }); await wait(40); return 1; },
  'unhandled rejection of a symbol': async () => { Promise.reject(Symbol('u')); await wait(40); return 1; },
  'unhandled rejection of null': async () => { Promise.reject(null); await wait(40); return 1; },
  'uncaught exception': async () => { setTimeout(() => { throw new RangeError('late'); }, 5); await wait(40); return 1; },
  'uncaught null': async () => { setTimeout(() => { throw null; }, 5); await wait(40); return 1; },
  'uncaught symbol': async () => { setTimeout(() => { throw Symbol('q'); }, 5); await wait(40); return 1; },
  'exit 0': async () => process.exit(0),
  'exit 7': async () => process.exit(7),
  abort: async () => process.abort(),
  killed: async () => { process.kill(process.pid, 'SIGKILL'); await wait(1000); },
  context: async (context) => ({
    name: context.functionName,
    version: context.functionVersion,
    memory: context.memoryLimitInMB,
    arn: context.invokedFunctionArn,
    group: context.logGroupName,
    keys: Object.keys(context),
    left: context.getRemainingTimeInMillis() > 1000,
    trace: process.env._X_AMZN_TRACE_ID,
  }),
  variables: async () => [process.env._HANDLER, process.env.AWS_EXECUTION_ENV, process.env.AWS_LAMBDA_RUNTIME_API_FD],
};

for (const [name, make] of Object.entries(thrown)) {
  cases[`async throws ${name}`] = async () => { throw make(); };
  cases[`throws ${name}`] = () => { throw make(); };
  cases[`callback with ${name}`] = (context, callback) => callback(make());
  cases[`fails with ${name}`] = (context) => context.fail(make());
}
for (const [name, make] of Object.entries(returned)) {
  cases[`async returns ${name}`] = async () => make();
  cases[`callback of ${name}`] = (context, callback) => callback(null, make());
}

exports.handler = (event, context, callback) => cases[event](context, callback);
exports.names = async () => Object.keys(cases);
