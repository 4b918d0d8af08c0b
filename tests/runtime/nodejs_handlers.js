'use strict';

// Runs handlers that misbehave in every way and prints, as one JSON list, what leaves each: [name, outcome, log lines].

const runtime = require(process.argv[2]);
const { ApiError, ErrorFormat, ErrorList, ProblemJson, errorResponses } = runtime;

class Missing extends ApiError {
  static status = 404;
  static code = 'MISSING';
}
class SlowDown extends ApiError {
  static status = 429;
  static code = 'SLOW_DOWN';
  static headers = ['Retry-After'];
}
class Undeclared extends ApiError {
  static status = 418;
  static code = 'TEA';
}
class Problem extends ApiError {
  static status = 404;
  static code = 'PROBLEM';
  static format = new ProblemJson();
}
class Company extends ApiError {
  static statusField = 'statusCode';
}
class CompanyConflict extends Company {
  static status = 409;
  static code = 'CONFLICT';
}
class Bad extends ApiError {
  static status = 400;
  static code = 'BAD';
}
class Worse extends Bad {
  static status = 422;
  static code = 'WORSE';
  static headers = ['X-Why'];
}
class Worst extends Worse {
  static status = 423;
  static code = 'WORST';
}
class Empty extends Error {}

const context = { awsRequestId: '8f5d-11', functionName: 'orders' };
const hostile = new Error('x');
Object.defineProperty(hostile, 'message', { get: () => { throw new Error('no text'); } }); // prettier-ignore
const fail = (error) => async () => { throw error; }; // prettier-ignore
const cyclic = {};
cyclic.self = cyclic;

const declared = { errors: [Missing, SlowDown, 409] };
const answered = { ...declared, proxy: true };
class Answer {
  statusCode = 302;
}
const results = {
  undefined,
  null: null,
  zero: 0,
  text: '\u00e9\u2028\ud800',
  list: [1, undefined, Number.NaN],
  object: { id: 7, lines: [], none: undefined },
  date: new Date(0),
  'an answer inside a list': [{ statusCode: 200 }],
  'a status code that is undefined': { statusCode: undefined, a: 1 },
  'a status code of the prototype': Object.create({ statusCode: 200 }),
  answer: { statusCode: 404, body: 'x' },
  'answer of a class': new Answer(),
  bigint: 1n,
  cycle: cyclic,
  function: () => 1,
  symbol: Symbol('s'),
};
const cases = {
  success: [declared, async () => ({ a: null })],
  'synchronous success': [declared, () => 1],
  declared: [declared, fail(new Missing({ detail: 'x' }))],
  'thrown synchronously': [declared, () => { throw new Missing(); }], // prettier-ignore
  headers: [declared, fail(new SlowDown({ headers: { 'retry-after': 3 } }))],
  'status and list': [declared, fail(new ApiError(409, [{ code: '1', detail: 'd' }], { cause: new Error('secret') }))],
  'one item': [declared, fail(new ApiError(409, { code: '1' }))],
  'base class': [{ errors: [Company] }, fail(new CompanyConflict())],
  'a class declares its subclass': [{ errors: [Bad] }, fail(new Worse({ headers: { 'X-Why': '1' } }))],
  'a class declares the subclass of its subclass': [{ errors: [Bad] }, fail(new Worst())],
  'a class declares itself': [{ errors: [Bad] }, fail(new Bad())],
  'a class does not declare the class above it': [{ errors: [Worse] }, fail(new Bad())],
  'a subclass with a status of the raise': [{ errors: [Bad] }, fail(new Worse(418, [{}]))],
  'bare code in the format of the API': [{ errors: [Problem, 409] }, fail(new ApiError(409, [{ code: 'C' }]))],
  aggregate: [declared, fail(new AggregateError([new Missing({ detail: 1 }), new Missing({ detail: 2 })]))],
  'aggregate of two statuses': [declared, fail(new AggregateError([new Missing(), new SlowDown()]))],
  'any error': [declared, fail(new Error('secret'))],
  'empty message': [declared, fail(new Empty())],
  'looks declared': [declared, fail(new Error(new Missing().message))],
  undefined: [declared, fail(undefined)],
  null: [declared, fail(null)],
  text: [declared, fail('secret')],
  object: [declared, fail({ status: 404, message: '{"status":404}' })],
  'hostile message': [declared, fail(hostile)],
  'undeclared status': [declared, fail(new Undeclared())],
  'another status': [declared, fail(new Missing(418, [{}]))],
  'another format': [declared, fail(new Problem())],
  'cannot be made': [declared, async () => { throw new Missing({ detail: Number.NaN }); }], // prettier-ignore
  cycle: [declared, async () => { throw new Missing({ detail: cyclic }); }], // prettier-ignore
  function: [declared, async () => { throw new Missing({ detail: () => 1 }); }], // prettier-ignore
  buffer: [declared, async () => { throw new Missing({ detail: Buffer.from('x') }); }], // prettier-ignore
  'undeclared header': [declared, async () => { throw new Missing({ headers: { A: 'b' } }); }], // prettier-ignore
  'header name of a plain error': [declared, async () => { throw new ApiError(409, [{ code: 'C' }], { headers: { 'a.b': 'c' } }); }], // prettier-ignore
  'header with a line break': [declared, async () => { throw new SlowDown({ headers: { 'Retry-After': 'a\nb' } }); }], // prettier-ignore
  proxy: [{ ...declared, proxy: true, proxyHeaders: { Vary: 'Origin' } }, fail(new Missing({ detail: 'x' }))],
  'proxy, text': [{ ...declared, proxy: 'text/plain' }, fail(new Missing())],
  'proxy, unhandled': [{ ...declared, proxy: true, unhandledStatus: 503, unhandledCode: 'OUT', unhandledMessage: 'Sorry' }, fail('secret')],
  ...Object.fromEntries(Object.entries(results).map(([name, value]) => [`result: ${name}`, [answered, () => value]])),
  'proxy, created': [{ ...answered, successStatus: 201, proxyHeaders: { Vary: 'Origin' } }, () => ({})],
  'proxy, no content': [{ ...answered, successStatus: 204 }, () => ({ id: 7 })],
  'proxy, hostile result': [answered, () => ({ toJSON() { throw new Error('secret'); } })], // prettier-ignore
  'proxy, unhandled, defaults': [{ ...declared, proxy: true, unhandledCode: undefined }, fail('secret')],
};

const characters = Array.from("!#$%&'*+.^`|~ é\n");
const names = Object.fromEntries(characters.map((each) => [`header name with ${each}`, `X-Rate${each}1`]));
const refused = {
  'errors that is no array': [{ errors: Missing }, async () => 1],
  'a success status': [{ errors: [200] }, async () => 1],
  'another class': [{ errors: [Error] }, async () => 1],
  'two formats': [{ errors: [Missing, Problem] }, async () => 1],
  'an unknown option': [{ error: [Missing] }, async () => 1],
  'a callback handler': [{ errors: [] }, (event, ctx, callback) => callback(null, 1)],
  'a generator': [{ errors: [] }, function* () {}],
  'bad unhandled options': [{ errors: [], unhandledStatus: 200, unhandledCode: '', unhandledMessage: 7 }, async () => 1],
  ...Object.fromEntries(
    Object.entries({ ...names, 'header name that is no text': 7 }).map(([name, header]) => [
      name,
      [{ errors: [class Bad extends ApiError { static headers = [header]; }] }, async () => 1], // prettier-ignore
    ]),
  ),
  'header names that are fine': [
    { errors: [class Fine extends ApiError { static headers = ['x_rate-Limit9', '9']; }] }, // prettier-ignore
    async () => 1,
  ],
  'proxy header name': [{ errors: [], proxy: true, proxyHeaders: { 'a.b': 'c' } }, async () => 1],
  'many problems': [
    {
      ...{ errors: [200, Missing, Problem], format: [], proxy: 'yes', proxyHeaders: { 'a b': '\n' }, successStatus: 99 },
      ...{ unhandledStatus: 1, unhandledCode: '', unhandledMessage: 7, error: 1 },
    },
    async () => 1,
  ],
  'no handler': [{ errors: [] }, 7],
  'no options': [async () => 1, undefined],
  'bad success status': [{ errors: [], proxy: true, successStatus: 404 }, async () => 1],
  'success status that is no number': [{ errors: [], proxy: true, successStatus: '200' }, async () => 1],
  'success status without proxy': [{ errors: [], successStatus: 201 }, async () => 1],
  'proxy headers without proxy': [{ errors: [], proxyHeaders: { A: 'b' } }, async () => 1],
  'a class without a code': [{ errors: [class Bad extends ApiError { static status = 400; }] }, async () => 1], // prettier-ignore
  'a bad status field': [{ errors: [class Bad extends ApiError { static statusField = 'a b'; }] }, async () => 1], // prettier-ignore
};

async function outcome(options, handler) {
  const lines = [];
  const write = process.stdout.write;
  process.stdout.write = (text) => lines.push(text);
  try {
    const value = await errorResponses(options, handler)({}, context);
    return [{ value }, lines];
  } catch (error) {
    return [{ name: error.name, message: error.message, stack: error.stack, cause: String(error.cause) }, lines];
  } finally {
    process.stdout.write = write;
  }
}

function refusal(options, handler) {
  try {
    return [errorResponses(options, handler) && 'accepted', []];
  } catch (error) {
    return [`${error.name}: ${error.message}`, []];
  }
}

(async () => {
  const results = {};
  for (const [name, given] of Object.entries(cases)) results[name] = await outcome(...given);
  for (const [name, given] of Object.entries(refused)) results[name] = refusal(...given);
  results.exports = [Object.keys(runtime).sort(), []];
  results['formats are values'] = [[new ErrorList().equals(new ErrorList()), new ErrorFormat().equals(new ErrorList())], []];
  console.log(JSON.stringify(results));
})();
