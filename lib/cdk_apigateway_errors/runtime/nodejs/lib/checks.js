'use strict';

// What an error may consist of. Each function returns the problems it sees, so that a caller can report all at once.

const HEADER_BYTES = 10240; // total header size of a response (D: API Gateway quotas)
// Fewer than HTTP allows: see ../../_checks.py
const HEADER_NAME = /^[A-Za-z0-9_-]+$/;
const FIELD = /^[A-Za-z_][A-Za-z0-9_-]*$/;
const RESERVED = new Set([
  ...['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade'],
  ...['content-encoding', 'content-length', 'expect', 'host', 'max-forwards', 'proxy-authenticate'],
  ...['content-type', 'x-amzn-errortype'],
]);

/** An error, a format or a list of errors that cannot become an answer. */
class InvalidApiError extends Error {
  constructor(message) {
    super(message);
    this.name = 'InvalidApiError';
  }
}

function refuse(what, problems) {
  if (problems.length === 1) throw new InvalidApiError(`${what}: ${problems[0]}`);
  if (problems.length > 1) {
    throw new InvalidApiError(
      `${what}: ${problems.length} problems\n` + problems.map((each) => `  - ${each}`).join('\n'),
    );
  }
}

function show(value) {
  let text;
  try {
    text =
      typeof value === 'function'
        ? value.name || 'a function'
        : typeof value === 'string'
          ? `'${value}'`
          : String(value);
  } catch {
    text = `a value of type ${typeof value}`;
  }
  return text.length <= 80 ? text : text.slice(0, 77) + '...';
}

function isStatus(value) {
  return Number.isInteger(value) && value >= 400 && value <= 599;
}

function statusProblems(value, name = 'status') {
  return isStatus(value) ? [] : [`${name} is ${show(value)}: give a whole number from 400 to 599`];
}

function textProblems(name, value) {
  return typeof value === 'string' && value ? [] : [`${name} is ${show(value)}: give a text of at least one character`];
}

function fieldProblems(value) {
  if (typeof value === 'string' && FIELD.test(value)) return [];
  return [`statusField is ${show(value)}: give a name like 'status' or 'statusCode' ([A-Za-z_][A-Za-z0-9_-]*)`];
}

function headerNameProblems(names) {
  if (!Array.isArray(names))
    return [`headers is ${show(names)}: give an array of header names such as ['Retry-After']`];
  const seen = new Set();
  return names.flatMap((name) => {
    if (typeof name !== 'string' || !HEADER_NAME.test(name))
      return [`header name ${show(name)}: allowed are letters, digits, - and _: rename it${renamed(name)}`];
    const lower = name.toLowerCase();
    if (RESERVED.has(lower)) return [`header ${name} is set by API Gateway, HTTP or the error format: leave it out`];
    if (seen.has(lower)) return [`header ${name} is named twice: header names ignore case, leave one`];
    seen.add(lower);
    return [];
  });
}

function renamed(name) {
  const kept = typeof name === 'string' ? name.replace(/[^A-Za-z0-9_-]/gu, '-').replace(/^-+|-+$/g, '') : '';
  return `, for instance ${kept || 'Retry-After'}`;
}

function headerValueProblems(name, value) {
  if (typeof value !== 'string' && !Number.isInteger(value))
    return [`header ${name} is ${show(value)}: give a text or a whole number`];
  if (/^[ -~\xa0-\xff]*$/.test(String(value))) return [];
  return [`header ${name} is ${show(value)}: give Latin-1 text without line breaks and control characters`];
}

module.exports = {
  HEADER_BYTES,
  InvalidApiError,
  fieldProblems,
  headerNameProblems,
  headerValueProblems,
  isStatus,
  refuse,
  show,
  statusProblems,
  textProblems,
};
