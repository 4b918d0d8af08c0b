'use strict';

// The same errors behind AWS_PROXY: a returned answer instead of a thrown message.

const { headerNameProblems, headerValueProblems, show } = require('./checks.js');
const { unhandledBody } = require('./unhandled.js');

const TEXT = 'text/plain';

/** Makes the answers: call .declared(error) or .unhandled(requestId). */
class ProxyAnswers {
  constructor(format, { proxy, proxyHeaders = {}, unhandledStatus, unhandledCode, unhandledMessage }) {
    Object.assign(this, {
      format,
      headers: Object.fromEntries(Object.entries(proxyHeaders).map(([name, value]) => [name, String(value)])),
      asText: proxy === TEXT,
      status: unhandledStatus,
      code: unhandledCode,
      message: unhandledMessage,
    });
    this.unhandled(''); // a format of the user's own may fail: better now than in an invocation
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

/** What is wrong with the options proxy and proxyHeaders. */
function proxyProblems({ proxy = false, proxyHeaders = {} }) {
  const problems = [true, false, TEXT].includes(proxy)
    ? []
    : [`proxy is ${show(proxy)}: give true, false or '${TEXT}'`];
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

module.exports = { ProxyAnswers, proxyProblems };
