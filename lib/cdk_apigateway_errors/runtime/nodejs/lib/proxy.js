'use strict';

// The same handler behind AWS_PROXY: an answer made of its result, and of an error instead of a thrown message.

const { InvalidApiError, headerNameProblems, headerValueProblems, show } = require('./checks.js');
const { unhandledBody } = require('./unhandled.js');

const TEXT = 'text/plain';
const SUCCESS_STATUS = 200;
const NO_CONTENT = 204;

/** Makes the answers: call .success(result), .declared(error) or .unhandled(requestId). */
class ProxyAnswers {
  constructor(format, { proxy, proxyHeaders = {}, successStatus, unhandledStatus, unhandledCode, unhandledMessage }) {
    Object.assign(this, {
      format,
      headers: Object.fromEntries(Object.entries(proxyHeaders).map(([name, value]) => [name, String(value)])),
      asText: proxy === TEXT,
      successStatus,
      status: unhandledStatus,
      code: unhandledCode,
      message: unhandledMessage,
    });
    this.unhandled(''); // a format of the user's own may fail: better now than in an invocation
  }

  /** The answer for a result, or the result where it is an answer. Throws when JSON cannot hold it. */
  success(result) {
    if (isAnswer(result)) return result;
    const body = resultText(result);
    return {
      statusCode: this.successStatus,
      headers: { 'Content-Type': 'application/json', ...this.headers },
      isBase64Encoded: false,
      body: this.successStatus === NO_CONTENT ? '' : body,
    };
  }

  declared(error) {
    return this.answer(error.status, error.errors, error.message, error.headers);
  }

  unhandled(requestId) {
    const { status, code, message } = this;
    const body = unhandledBody(this.format, status, message, { code, requestId: requestId || undefined });
    return this.answer(status, [{ code, message }], body, {});
  }

  answer(statusCode, errors, body, headers) {
    const own = {
      'Content-Type': this.asText ? TEXT : this.format.mediaType,
      'x-amzn-ErrorType': errors[0].code.replace(/[^!-~]/gu, '_'),
    };
    const text = errors.map(({ code, message }) => `${code}: ${message}`).join('\n');
    return {
      statusCode,
      headers: { ...own, ...this.extra(headers), ...headers },
      isBase64Encoded: false,
      body: this.asText ? text : body,
    };
  }

  extra(headers) {
    const carried = new Set(Object.keys(headers).map((name) => name.toLowerCase())); // the error's own value wins
    return Object.fromEntries(Object.entries(this.headers).filter(([name]) => !carried.has(name.toLowerCase())));
  }
}

function isAnswer(result) {
  if (typeof result !== 'object' || result === null || Array.isArray(result)) return false;
  return Object.hasOwn(result, 'statusCode') && result.statusCode !== undefined;
}

/** What AWS's Node.js client sends for a result (C: aws-lambda-nodejs-runtime-interface-client, undefined is null). */
function resultText(result) {
  const text = JSON.stringify(result === undefined ? null : result);
  if (text === undefined) throw new InvalidApiError(`the result is a ${typeof result}: JSON cannot hold it`);
  return text;
}

/** What is wrong with the options proxy, proxyHeaders and successStatus. */
function proxyProblems({ proxy = false, proxyHeaders = {}, successStatus = SUCCESS_STATUS }) {
  const problems = [true, false, TEXT].includes(proxy)
    ? []
    : [`proxy is ${show(proxy)}: give true, false or '${TEXT}'`];
  if (!Number.isInteger(successStatus) || successStatus < 200 || successStatus > 399)
    problems.push(`successStatus is ${show(successStatus)}: give a whole number from 200 to 399`);
  if (successStatus !== SUCCESS_STATUS && !proxy)
    problems.push('successStatus without proxy: true: behind a non-proxy integration the stack sets the status');
  if (typeof proxyHeaders !== 'object' || proxyHeaders === null)
    return [...problems, `proxyHeaders is ${show(proxyHeaders)}: give an object`];
  const names = Object.keys(proxyHeaders);
  if (names.length && !proxy)
    problems.push('proxyHeaders without proxy: true: behind a non-proxy integration the stack sets the headers');
  return [
    ...problems,
    ...headerNameProblems(names),
    ...names.flatMap((name) => headerValueProblems(name, proxyHeaders[name])),
  ];
}

module.exports = { ProxyAnswers, SUCCESS_STATUS, proxyProblems };
