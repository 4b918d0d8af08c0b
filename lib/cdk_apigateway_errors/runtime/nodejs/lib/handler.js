'use strict';

// The wrapper: declared errors go out as they are, everything else as the unhandled form.

const { ApiError, classProblems, copyWith, formatOf } = require('./api-error.js');
const { isStatus, refuse, show, statusProblems, textProblems } = require('./checks.js');
const { ErrorFormat, ErrorList } = require('./formats.js');
const { logError, requestIdOf } = require('./log.js');
const { ProxyAnswers, SUCCESS_STATUS, proxyProblems } = require('./proxy.js');
const { UNHANDLED_CODE, UNHANDLED_MESSAGE, UNHANDLED_STATUS, UnhandledError } = require('./unhandled.js');

const DEFAULTS = {
  successStatus: SUCCESS_STATUS,
  unhandledStatus: UNHANDLED_STATUS,
  unhandledCode: UNHANDLED_CODE,
  unhandledMessage: UNHANDLED_MESSAGE,
};
const OPTIONS = ['errors', 'format', 'proxy', 'proxyHeaders', ...Object.keys(DEFAULTS)];
const isErrorClass = (entry) =>
  typeof entry === 'function' && (entry === ApiError || entry.prototype instanceof ApiError);

/**
 * exports.handler = errorResponses({ errors: [OrderNotFound, 409] }, async (event, context) => { ... })
 *
 * errors: classes, each with every class below it, and status codes. Also called with the handler in
 * a second step: errorResponses({ errors })(handler).
 */
function errorResponses(options, handler) {
  if (typeof options === 'function') {
    refuse('errorResponses', ['received a function where the options stand: write errorResponses({ errors: [...] }, handler)']);
  }
  const { errors = [], format, ...given } = options || {};
  const others = withDefaults(given);
  const problems = Array.isArray(errors)
    ? errors.flatMap(entryProblems)
    : [`errors is ${show(errors)}: give an array of classes and status codes`];
  const formats = Array.isArray(errors) ? formatsOf(errors, format) : [];
  const unknown = Object.keys(options || {}).filter((name) => !OPTIONS.includes(name));
  refuse('errorResponses', [
    ...problems,
    ...formatProblems(format, formats),
    ...statusProblems(others.unhandledStatus, 'unhandledStatus'),
    ...textProblems('unhandledCode', others.unhandledCode),
    ...textProblems('unhandledMessage', others.unhandledMessage),
    ...proxyProblems(others),
    ...unknown.map((name) => `${name} is no option: ${OPTIONS.join(', ')}`),
  ]);
  const declaration = { entries: [...errors], format: formats[0] || new ErrorList() };
  const proxy = others.proxy ? new ProxyAnswers(declaration.format, others) : undefined;
  const decorate = (given) => wrap(given, declaration, proxy);
  return handler === undefined ? decorate : decorate(handler);
}

/** The options with the defaults where they are undefined. */
function withDefaults(given) {
  return { ...DEFAULTS, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) };
}

function wrap(handler, declaration, proxy) {
  refuseHandler(handler);
  return async function (event, context, ...rest) {
    try {
      const result = await handler.call(this, event, context, ...rest);
      return proxy ? proxy.success(result) : result;
    } catch (error) {
      return leave(error, context, declaration, proxy);
    }
  };
}

/** Answer (proxy) or throw (non-proxy) what may leave, and log whatever the client does not get to see. */
function leave(error, context, declaration, proxy) {
  const declared = logged(error, context, declaration);
  if (proxy) return declared ? proxy.declared(declared) : proxy.unhandled(requestIdOf(context));
  throw withoutStack(declared || new UnhandledError(requestIdOf(context)));
}

function logged(error, context, declaration) {
  let declared;
  try {
    declared = declaredError(error, declaration);
  } catch (problem) {
    logError(problem, context, 'Errors could not be read');
  }
  if (!declared) logError(error, context, 'Unhandled error');
  else if (declared.cause !== undefined) logError(error, context, 'Declared error with a cause', 'WARN');
  return declared;
}

/** AWS's client sends name, message and stack, and logs the cause: only the first two are for others. */
function withoutStack(error) {
  Object.defineProperty(error, 'stack', {
    value: `${error.name}: ${error.message}`,
    configurable: true,
    writable: true,
  });
  delete error.cause;
  return error;
}

/** The one error that goes out; an AggregateError of declared errors of one status is one error with all their items. */
function declaredError(error, declaration) {
  const errors = leaves(error).map((leaf) => speaking(leaf, declaration.format));
  if (!errors.length || !errors.every((each) => each instanceof ApiError && isDeclared(each, declaration)))
    return undefined;
  return joined(errors);
}

function leaves(error, depth = 0) {
  if (!(error instanceof AggregateError) || !Array.isArray(error.errors) || depth > 100) return [error];
  return error.errors.flatMap((each) => leaves(each, depth + 1));
}

/** A bare status code speaks the format of its API. */
function speaking(error, format) {
  return error instanceof ApiError && error.constructor === ApiError && !error.format.equals(format)
    ? copyWith(error, { format })
    : error;
}

function isDeclared(error, { entries, format }) {
  const begin = `{"${error.format.statusField}":${error.status}`;
  const shown =
    typeof error.message === 'string' &&
    (error.message.startsWith(begin + ',') || error.message.startsWith(begin + '}'));
  const own = error.constructor.status === error.status;
  // as in Python a class stands for its subclasses too, and a status for every class that has it
  const known = (entry) =>
    isErrorClass(entry) ? entry.status === error.status || (error instanceof entry && own) : entry === error.status;
  return shown && error.format.equals(format) && entries.some(known);
}

function joined(errors) {
  const [first] = errors;
  const headers = Object.assign({}, ...errors.map((error) => error.headers));
  const same = errors.every(
    (error) =>
      error.status === first.status &&
      Object.keys(error.headers).every((name) => headers[name] === error.headers[name]),
  );
  if (!same) return undefined;
  return errors.length === 1 ? first : copyWith(first, { headers, errors: errors.flatMap((error) => error.errors) });
}

function entryProblems(entry) {
  if (isErrorClass(entry)) return classProblems(entry).map((problem) => `class ${entry.name}: ${problem}`);
  return isStatus(entry) ? [] : [`${show(entry)} is neither an ApiError class nor a status code from 400 to 599`];
}

function formatsOf(errors, format) {
  const found = [format, ...errors.filter((entry) => isErrorClass(entry) && entry !== ApiError).map(formatOf)];
  const formats = found.filter((each) => each instanceof ErrorFormat);
  return formats.filter((each, index) => formats.findIndex((other) => other.equals(each)) === index);
}

function formatProblems(format, formats) {
  const own =
    format === undefined || format instanceof ErrorFormat
      ? []
      : [`format is ${show(format)}: give an ErrorFormat such as new ProblemJson()`];
  if (formats.length < 2) return own;
  return [
    ...own,
    `one API has one error format, received ${formats.map((each) => each.constructor.name).join(', ')}: set static format once, on a common base class`,
  ];
}

function refuseHandler(handler) {
  if (typeof handler !== 'function') throw new TypeError(`errorResponses wraps a function, received ${show(handler)}`);
  if (handler.length > 2)
    throw new TypeError(`${handler.name || 'the handler'} takes a callback: return a promise instead (async function)`);
  if (/^(Async)?GeneratorFunction$/.test(handler.constructor.name))
    throw new TypeError(`${handler.name || 'the handler'} is a generator: use an async function`);
}

module.exports = { errorResponses };
