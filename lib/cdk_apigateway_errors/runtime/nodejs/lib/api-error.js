'use strict';

// ApiError: an error whose message is the HTTP error body.

const checks = require('./checks.js');
const { ErrorFormat, ErrorList } = require('./formats.js');
const { reasonPhrase } = require('./reasons.js');
const { encode, plain } = require('./wire.js');

const { HEADER_BYTES, InvalidApiError, isStatus, refuse, show, statusProblems, textProblems } = checks;
const MEMBERS = ['code', 'source', 'message', 'detail'];
const OPTIONS = [...MEMBERS, 'status', 'errors', 'headers', 'cause'];
const DEFAULT_FORMAT = new ErrorList();
const absent = (value) => value === undefined || value === null;

/**
 * new ApiError(400, [{ code, source, message, detail }], { headers, cause })
 * new OrderNotFound({ source, detail })   where the class has static status and code
 *
 * Static members of a class: status, code, message (the title), headers (names), format or statusField.
 */
class ApiError extends Error {
  constructor(...args) {
    const options = byName(new.target, args);
    const fields = filled(new.target, options);
    super(fields.text, absent(options.cause) ? undefined : { cause: options.cause });
    Object.defineProperty(this, 'name', { value: new.target.name, configurable: true, writable: true });
    for (const name of ['status', 'code', 'title', 'errors', 'headers', 'format']) {
      Object.defineProperty(this, name, { value: fields[name], configurable: true, writable: false });
    }
  }
}

/** The format of a class: its own, an error list with its status field, or the default. */
function formatOf(cls) {
  if (cls.format !== undefined) return cls.format;
  return cls.statusField === undefined ? DEFAULT_FORMAT : new ErrorList({ statusField: cls.statusField });
}

/** What is wrong with the static members of a class. */
function classProblems(cls) {
  const problems = cls.status === undefined ? [] : statusProblems(cls.status);
  if (cls.status !== undefined && cls.code === undefined)
    problems.push("code is missing: static code = 'ORDER_NOT_FOUND'");
  for (const name of ['code', 'message']) if (cls[name] !== undefined) problems.push(...textProblems(name, cls[name]));
  if (cls.headers !== undefined) problems.push(...checks.headerNameProblems(cls.headers));
  if (cls.format !== undefined && !(cls.format instanceof ErrorFormat)) {
    problems.push(`format is ${show(cls.format)}: give an ErrorFormat such as new ErrorList() or new ProblemJson()`);
  }
  return problems;
}

function byName(cls, args) {
  if (typeof args[0] !== 'number') {
    if (
      args.length > 1 ||
      (args.length && (typeof args[0] !== 'object' || args[0] === null || Array.isArray(args[0])))
    ) {
      throw new TypeError(
        `new ${cls.name}(${args.map(show)}): call it as new ${cls.name}(400, [{ code, detail }]) or new ${cls.name}({ detail })`,
      );
    }
    return args[0] || {};
  }
  const [status, errors, options] = args;
  return { ...options, status, errors: absent(errors) ? undefined : Array.isArray(errors) ? errors : [errors] };
}

/** The fields of an error, checked and copied, and its text. */
function filled(cls, options) {
  const status = absent(options.status) ? cls.status : options.status;
  const shared = {
    ...options,
    code: absent(options.code) ? cls.code : options.code,
    message: absent(options.message)
      ? cls.message || (isStatus(status) ? reasonPhrase(status) : 'Error')
      : options.message,
  };
  refuse(cls.name, [...classProblems(cls), ...problemsOf(cls, status, shared)]);
  const errors = (absent(options.errors) ? [shared] : options.errors).map((item) => complete(item, shared));
  const headers = namedAsDeclared(options.headers || {}, cls.headers || []);
  return render({ status, code: shared.code, title: shared.message, errors, headers, format: formatOf(cls) });
}

/** The fields with the text that goes with them. */
function render(fields) {
  return { ...fields, text: encode(fields.format.document(fields.status, fields.errors, { headers: fields.headers })) };
}

function problemsOf(cls, status, shared) {
  const unknown = Object.keys(shared).filter((name) => !OPTIONS.includes(name));
  return [
    ...statusProblems(status),
    ...unknown.map((name) => `${name} is no option: ${OPTIONS.join(', ')}`),
    ...(absent(shared.errors) ? itemProblems('', shared, {}) : errorsProblems(shared.errors, shared)),
    ...headerProblems(cls, shared.headers),
  ];
}

function errorsProblems(errors, shared) {
  if (!Array.isArray(errors) || !errors.length)
    return [`errors is ${show(errors)}: give an array of at least one object`];
  const problems = errors.flatMap((item, index) => {
    const known =
      typeof item === 'object' && item !== null && Object.keys(item).every((name) => MEMBERS.includes(name));
    if (!known) return [`errors[${index}] is ${show(item)}: give an object with code, source, message, detail`];
    return itemProblems(`errors[${index}].`, item, shared);
  });
  const own = absent(shared.source) && absent(shared.detail);
  return own ? problems : ['source and detail belong to one error: put them into the items of errors', ...problems];
}

function itemProblems(where, item, shared) {
  const problems = [];
  for (const name of ['code', 'message']) {
    const value = absent(item[name]) ? shared[name] : item[name];
    if (absent(value)) problems.push(`${where}${name} is missing: give ${name}, or set it on the class`);
    else problems.push(...textProblems(where + name, value));
  }
  for (const name of ['source', 'detail']) {
    try {
      if (!absent(item[name])) plain(item[name], where + name);
    } catch (problem) {
      if (!(problem instanceof InvalidApiError)) throw problem;
      problems.push(problem.message);
    }
  }
  return problems;
}

function headerProblems(cls, headers) {
  if (absent(headers)) return [];
  if (typeof headers !== 'object' || Array.isArray(headers))
    return [`headers is ${show(headers)}: give an object such as { 'Retry-After': '30' }`];
  const names = Object.keys(headers);
  // ApiError itself declares no names: the stack does, and drops what it has not declared
  const problems = cls === ApiError ? checks.headerNameProblems(names) : undeclared(names, cls.headers || []);
  for (const name of names) problems.push(...checks.headerValueProblems(name, headers[name]));
  const size = names.reduce((sum, name) => sum + name.length + String(headers[name]).length, 0);
  if (size > HEADER_BYTES)
    problems.push(`headers are longer than the ${HEADER_BYTES} bytes that API Gateway lets through`);
  return problems;
}

function undeclared(names, declared) {
  const known = new Set(declared.map((name) => String(name).toLowerCase()));
  const problems = names
    .filter((name) => !known.has(name.toLowerCase()))
    .map((name) => `header '${name}' is not declared: name it in static headers`);
  if (new Set(names.map((name) => name.toLowerCase())).size < names.length)
    problems.push('a header is given twice: header names ignore case');
  return problems;
}

function complete(item, shared) {
  const full = {
    ...item,
    code: absent(item.code) ? shared.code : item.code,
    message: absent(item.message) ? shared.message : item.message,
  };
  return Object.fromEntries(
    MEMBERS.filter((name) => !absent(full[name])).map((name) => [name, plain(full[name], name)]),
  );
}

function namedAsDeclared(headers, names) {
  const spelled = new Map(names.map((name) => [name.toLowerCase(), name]));
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [spelled.get(name.toLowerCase()) || name, String(value)]),
  );
}

/** A copy of an error with other fields and the text that goes with them. */
function copyWith(error, changes) {
  const { status, code, title, errors, headers, format } = error;
  const fields = render({ status, code, title, errors, headers, format, ...changes });
  // a native error, as AWS's client expects, with the class of the original
  const copy = Object.setPrototypeOf(
    new Error(fields.text, absent(error.cause) ? undefined : { cause: error.cause }),
    Object.getPrototypeOf(error),
  );
  const { text: _text, ...shown } = { ...fields, name: error.name, stack: error.stack };
  for (const [name, value] of Object.entries(shown))
    Object.defineProperty(copy, name, { value, configurable: true, writable: true });
  return copy;
}

module.exports = { ApiError, classProblems, copyWith, formatOf };
