'use strict';

// Error formats: how the errors of one throw become one JSON document.

const { fieldProblems, refuse, show, textProblems } = require('./checks.js');
const { reasonPhrase } = require('./reasons.js');
const { plain } = require('./wire.js');

/** The members that are present, in the order of the seed shape. */
function members(item) {
  const present = {};
  for (const name of ['code', 'source', 'message', 'detail']) {
    if (item[name] !== null && item[name] !== undefined) present[name] = item[name];
  }
  return present;
}

/** Base of all formats: override members(status, errors). The status field always comes first. */
class ErrorFormat {
  constructor({ statusField = 'status', mediaType = 'application/json' } = {}) {
    const media = /^[!-~]+\/[!-~]+$/.test(mediaType)
      ? []
      : [`mediaType is ${show(mediaType)}: give one like 'application/json'`];
    refuse(new.target.name, [...fieldProblems(statusField), ...media]);
    this.statusField = statusField;
    this.mediaType = mediaType;
  }

  /** Everything after the status field; errors has at least one item, each with code and message. */
  members(_status, _errors) {
    throw new TypeError(`${this.constructor.name} needs a method members(status, errors)`);
  }

  /** The whole body, status field first. */
  document(status, errors, { headers, requestId } = {}) {
    const own = plain(this.members(status, errors), this.constructor.name);
    const last = {};
    if (requestId !== undefined) last.requestId = requestId;
    if (headers && Object.keys(headers).length) last.headers = { ...headers };
    const taken = [this.statusField, ...Object.keys(last)].filter((name) => name in own);
    refuse(
      this.constructor.name,
      taken.map((name) => `members() has '${name}', which is added for it: rename yours`),
    );
    return Object.assign(Object.create(null), { [this.statusField]: status }, own, last);
  }

  equals(other) {
    return (
      other instanceof ErrorFormat &&
      other.constructor === this.constructor &&
      JSON.stringify(other) === JSON.stringify(this)
    );
  }
}

/** The seed shape, and the default: the status, and a list of errors. */
class ErrorList extends ErrorFormat {
  members(_status, errors) {
    return { errors: errors.map(members) };
  }
}

/** RFC 9457, application/problem+json; the rules are those of the Python class. */
class ProblemJson extends ErrorFormat {
  constructor({ typeBase } = {}) {
    super({ mediaType: 'application/problem+json' });
    if (typeBase !== undefined) {
      refuse('ProblemJson', textProblems('typeBase', typeBase));
      this.typeBase = typeBase;
    }
  }

  members(status, errors) {
    if (errors.length === 1) return this.single(errors[0]);
    const shared = errors.every((item) => item.code === errors[0].code) ? errors[0] : { message: reasonPhrase(status) };
    return { type: this.type(shared), title: shared.message, errors: errors.map(members) };
  }

  single(item) {
    const { code, source, message, detail } = members(item);
    const instance = isUri(source) ? source : undefined;
    return {
      type: this.type(item),
      title: message,
      detail: typeof detail === 'string' ? detail : undefined,
      instance,
      code,
      source: instance === undefined ? source : undefined,
      errors: detail === undefined || typeof detail === 'string' ? undefined : [members(item)],
    };
  }

  type({ code }) {
    return this.typeBase === undefined || !code ? 'about:blank' : this.typeBase + percentEncoded(code);
  }
}

function isUri(source) {
  return typeof source === 'string' && /^[A-Za-z][A-Za-z0-9+.-]*:[\0-\x7f]+$/.test(source);
}

function percentEncoded(text) {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => '%' + char.charCodeAt(0).toString(16).toUpperCase());
}

module.exports = { ErrorFormat, ErrorList, ProblemJson };
