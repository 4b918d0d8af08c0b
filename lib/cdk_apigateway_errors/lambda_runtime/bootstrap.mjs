// A runtime client for Node handlers, without dependencies.
//
// Speaks the Lambda Runtime API over the socket that it inherits, and answers as AWS's own client does (judged against
// aws-lambda-ric 3.3.0 by tests/lambda_runtime/test_bootstrap.py). Answers are written synchronously: a handler that
// calls process.exit() right after its callback has answered. While the handler runs, nothing of ours keeps the event
// loop alive: when it runs empty, the invocation is over.

import fs from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import util from 'node:util';

const API = '/2018-06-01/runtime';
const SOCKET = Number(process.env.AWS_LAMBDA_RUNTIME_API_FD);
delete process.env.AWS_LAMBDA_RUNTIME_API_FD;

// -- the Runtime API ------------------------------------------------------------------------------------------------

const link = new net.Socket({ fd: SOCKET, readable: true, writable: true }).unref();
const inbox = { chunks: [], size: 0, wanted: 1 };
const expected = []; // what each outstanding answer is for: a function that takes it, or null for an acknowledgement

link.on('data', (chunk) => {
  inbox.chunks.push(chunk);
  inbox.size += chunk.length;
  if (inbox.size < inbox.wanted) return;
  for (let answer = takeAnswer(); answer !== undefined; answer = takeAnswer()) expected.shift()?.(answer);
});
for (const end of ['end', 'error', 'close']) link.on(end, () => process.exit(1)); // whoever invokes us is gone

/** One whole answer out of the bytes that have arrived, or undefined until there are more. */
function takeAnswer() {
  const bytes = Buffer.concat(inbox.chunks);
  const end = bytes.indexOf('\r\n\r\n');
  const headers = end < 0 ? {} : headersOf(bytes.subarray(0, end).toString('latin1'));
  const size = end < 0 ? bytes.length + 1 : end + 4 + Number(headers['content-length']);
  const left = bytes.length < size ? bytes : bytes.subarray(size);
  Object.assign(inbox, { chunks: [left], size: left.length, wanted: bytes.length < size ? size : 1 });
  return bytes.length < size ? undefined : { headers, body: bytes.subarray(end + 4, size) };
}

function headersOf(head) {
  const lines = head.split('\r\n').slice(1).map((line) => [line, line.indexOf(':')]);
  return Object.fromEntries(lines.map(([line, colon]) => [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]));
}

function send(method, target, body, taker) {
  const head = `${method} ${API}${target} HTTP/1.1\r\nHost: runtime\r\nContent-Length: ${body.length}\r\n\r\n`;
  let left = Buffer.concat([Buffer.from(head, 'latin1'), body]);
  expected.push(taker);
  while (left.length > 0) left = left.subarray(writeSome(left));
}

function writeSome(bytes) {
  try {
    return fs.writeSync(SOCKET, bytes);
  } catch (error) {
    if (error.code !== 'EAGAIN') throw error;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1); // the reader is behind: 1 ms
    return 0;
  }
}

function post(target, document) {
  send('POST', target, Buffer.from(serialize(document)), null);
}

async function nextEvent() {
  link.ref();
  const answer = await new Promise((resolve) => send('GET', '/invocation/next', Buffer.alloc(0), resolve));
  link.unref();
  return answer;
}

function serialize(document) {
  let text;
  try {
    text = JSON.stringify(document === undefined ? null : document);
  } catch {
    throw new Error('Unable to stringify response body');
  }
  if (text === undefined) throw new TypeError('Wrong arguments'); // a function or a symbol, as the native client says
  return text;
}

// -- errors ---------------------------------------------------------------------------------------------------------

const UNREADABLE =
  'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack';

const clean = (text) => text?.replace(/\x7F/g, '%7F');

function looksLikeError(thrown) {
  return ['name', 'message', 'stack'].every((key) => typeof thrown?.[key] === 'string' && thrown[key] !== '');
}

/** Lambda's traces end with the client's own frame; here Node's, below it, is left out. */
function traceOf(stack) {
  const lines = stack.split('\n');
  const last = lines.findIndex((line) => line.includes('at Runtime.handleOnceNonStreaming (file:'));
  return last < 0 ? lines : lines.slice(0, last + 1);
}

/** What Lambda hands over for something thrown; the order of the keys is AWS's. */
function errorDocument(thrown) {
  try {
    if (util.types.isNativeError(thrown) || looksLikeError(thrown)) {
      return {
        errorType: clean(thrown.name),
        errorMessage: clean(thrown.message),
        trace: traceOf(clean(thrown.stack)),
      };
    }
    return { errorType: typeof thrown, errorMessage: thrown.toString(), trace: [] };
  } catch {
    return { errorType: 'handled', errorMessage: UNREADABLE };
  }
}

/** AWS's client logs before it reports; what cannot become an Error (a symbol) fails there and is reported instead. */
function logError(title, thrown) {
  const error = thrown instanceof Error ? thrown : new Error(thrown);
  try {
    console.error(title, error);
  } catch {
    console.error(title, errorDocument(error));
  }
}

function runtimeError(name, cause) {
  const kind = { [name]: class extends Error {} }[name];
  kind.prototype.name = `Runtime.${name}`;
  return new kind(cause);
}

// -- the handler ----------------------------------------------------------------------------------------------------

const require = createRequire(import.meta.url);

/** Whether the nearest package.json says that .js files are ES modules. */
function isModuleFolder(folder) {
  if (path.basename(folder) === 'node_modules') return false;
  const description = path.join(folder, 'package.json');
  if (fs.existsSync(description)) {
    try {
      return JSON.parse(fs.readFileSync(description, 'utf8'))?.type === 'module';
    } catch (error) {
      console.warn(`${description} cannot be read, so .js files are taken as CommonJS.`, error);
      return false;
    }
  }
  const parent = path.dirname(folder);
  return parent === folder ? false : isModuleFolder(parent);
}

async function loadModule(root, folder, name) {
  const file = path.resolve(root, folder, name);
  const isModule = isModuleFolder(path.dirname(file));
  const ways = [
    ['', false],
    ['.js', isModule],
    ['.mjs', true],
    ['.cjs', false],
  ];
  for (const [extension, imported] of ways) {
    const candidate = file + extension;
    if (fs.existsSync(candidate) && !fs.statSync(candidate).isDirectory()) {
      return imported ? await import(pathToFileURL(candidate).href) : require(candidate);
    }
  }
  return require(require.resolve(name, { paths: [root, folder] }));
}

async function loadNamed(root, folder, name) {
  try {
    return await loadModule(root, folder, name);
  } catch (error) {
    if (error instanceof SyntaxError) throw runtimeError('UserCodeSyntaxError', error);
    if (error.code === 'MODULE_NOT_FOUND') throw runtimeError('ImportModuleError', error);
    throw error;
  }
}

/** The function named 'folder/module.object.function'. */
async function load(root, handler) {
  if (handler.includes('..')) {
    const advice = 'Use absolute paths when specifying root directories in handler names.';
    throw runtimeError('MalformedHandlerName', `'${handler}' is not a valid handler name. ${advice}`);
  }
  const last = path.basename(handler);
  const dot = last.indexOf('.');
  if (dot < 0) throw runtimeError('MalformedHandlerName', 'Bad handler');
  const module = await loadNamed(root, handler.slice(0, handler.indexOf(last)), last.slice(0, dot));
  const found = last.slice(dot + 1).split('.').reduce((object, key) => object && object[key], module);
  if (!found) throw runtimeError('HandlerNotFound', `${handler} is undefined or not exported`);
  if (typeof found !== 'function') throw runtimeError('HandlerNotFound', `${handler} is not a function`);
  return found;
}

// -- one invocation -------------------------------------------------------------------------------------------------

/** Where errors that nobody caught go: to the invocation that runs, before the first to the load. */
const current = { id: '', errors: '/init/error', onEmptyLoop: () => {} };

class Invocation {
  constructor(id, proceed) {
    this.id = id;
    this.proceed = proceed;
    this.completed = false;
    this.waitsForEmptyLoop = true;
    current.id = id;
    current.errors = `/invocation/${id}/error`;
    current.onEmptyLoop = () => this.complete(null);
  }

  complete(result) {
    if (this.completed) {
      console.error('The invocation has been answered already; the second answer is dropped.');
      return;
    }
    this.completed = true;
    try {
      post(`/invocation/${this.id}/response`, result);
    } catch (error) {
      this.completed = false;
      throw error;
    }
    this.proceed();
  }

  fail(error) {
    logError('Invoke Error', error);
    post(`/invocation/${this.id}/error`, errorDocument(error));
    this.proceed();
  }

  done(error, result) {
    current.onEmptyLoop = () => {};
    if (error !== undefined && error !== null) this.fail(error);
    else this.complete(result);
  }

  callback(error, result) {
    if ((error !== undefined && error !== null) || !this.waitsForEmptyLoop) {
      this.done(error, result);
      return;
    }
    current.onEmptyLoop = () => {
      current.onEmptyLoop = () => {};
      setImmediate(() => this.complete(result));
    };
  }
}

/** Of all the ways to answer only the first one taken counts; one that throws does not. */
function onlyFirst() {
  let taken = false;
  return (way) => (...values) => {
    if (taken) return;
    way(...values);
    taken = true;
  };
}

function contextOf(invocation, headers, once) {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  const done = (error, result) => invocation.done(error, result);
  return {
    get callbackWaitsForEmptyEventLoop() {
      return invocation.waitsForEmptyLoop;
    },
    set callbackWaitsForEmptyEventLoop(value) {
      invocation.waitsForEmptyLoop = value;
    },
    succeed: once((result) => done(null, result)),
    fail: once((error) => done(error ?? 'handled', null)),
    done: once(done),
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: undefined,
    identity: undefined,
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    awsRequestId: invocation.id,
    tenantId: undefined,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}

/** Traces show these two names: 'at Runtime.handler', 'at Runtime.handleOnceNonStreaming' (S: recorded payloads). */
class Runtime {
  constructor(handler) {
    this.handler = handler;
  }

  proceed() {
    setImmediate(() => this.handleOnceNonStreaming().catch((error) => die('Runtime', error, 129)));
  }

  async handleOnceNonStreaming() {
    const { headers, body } = await nextEvent();
    const invocation = new Invocation(headers['lambda-runtime-aws-request-id'], () => this.proceed());
    process.env._X_AMZN_TRACE_ID = headers['lambda-runtime-trace-id'];
    const once = onlyFirst();
    const callback = once((error, result) => invocation.callback(error, result));
    try {
      const context = contextOf(invocation, headers, once);
      const result = this.handler(JSON.parse(body.toString()), context, callback);
      if (typeof result?.then === 'function') result.then(context.succeed, context.fail).catch(context.fail);
    } catch (error) {
      callback(error);
    }
  }
}

// -- the program ----------------------------------------------------------------------------------------------------

function patchConsole() {
  const print = (level) => (...values) => {
    process.stdout.write(`${new Date().toISOString()}\t${current.id}\t${level}\t${util.format(...values)}\n`);
  };
  const levels = { trace: 'TRACE', debug: 'DEBUG', info: 'INFO', log: 'INFO', warn: 'WARN', error: 'ERROR' };
  for (const [method, level] of Object.entries(levels)) console[method] = print(level);
}

function die(title, error, status) {
  logError(title, error);
  post(current.errors, errorDocument(error));
  process.exit(status);
}

async function main(root, handlerName) {
  patchConsole();
  process.on('uncaughtException', (error) => die('Uncaught Exception', error, 129));
  process.on('unhandledRejection', (reason) => {
    die('Unhandled Promise Rejection', runtimeError('UnhandledPromiseRejection', reason), 128);
  });
  process.on('beforeExit', () => current.onEmptyLoop());
  new Runtime(await load(root, handlerName)).proceed();
}

await main(process.cwd(), process.argv[2]);
