// A small Runtime API client for Node.js handlers, in place of AWS's aws-lambda-ric, which must be compiled.
// Errors leave it as AWS's client sends them: errorType, errorMessage and trace, nothing else of the thrown object.
// (C: aws/aws-lambda-nodejs-runtime-interface-client, src/Errors.js and src/UserFunction.js)
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const root = process.env.LAMBDA_TASK_ROOT;
const api = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`;

const post = (suffix, body) =>
  fetch(`${api}/${suffix}`, { method: "POST", body, headers: { "Content-Type": "application/json" } });

const UNREADABLE =
  "callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack";

function describe(error) {
  try {
    if (error instanceof Error) {
      return { errorType: clean(error.name), errorMessage: clean(error.message), trace: clean(error.stack).split("\n") };
    }
    if (error === null || error === undefined) {
      return { errorType: "string", errorMessage: "handled", trace: [] };
    }
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
  } catch {
    return { errorType: "handled", errorMessage: UNREADABLE, trace: [] };
  }
}

// No text at all where there is none, an exception where it is no text.
const clean = (text) => text?.replace(/\x7F/g, "%7F");

function stringified(result) {
  try {
    return JSON.stringify(result) ?? "null";
  } catch {
    throw new Error("Unable to stringify response body");
  }
}

function named(name, message) {
  const error = new Error(message);
  error.name = name;
  return error;
}

async function load(handler) {
  const dot = handler.lastIndexOf(".");
  const file = path.resolve(root, handler.slice(0, dot));
  const found = ["", ".js", ".mjs", ".cjs"].map((ending) => file + ending).find((name) => existsSync(name));
  if (!found) {
    const module = handler.slice(0, dot);
    throw named("Runtime.ImportModuleError", `Error: Cannot find module '${module}'`);
  }
  const loaded = found.endsWith(".mjs") ? await import(pathToFileURL(found)) : await requireOrImport(found);
  const handle = loaded[handler.slice(dot + 1)] ?? loaded.default?.[handler.slice(dot + 1)];
  if (typeof handle !== "function") {
    throw named("Runtime.HandlerNotFound", `${handler} is undefined or not exported`);
  }
  return handle;
}

async function requireOrImport(file) {
  try {
    return createRequire(path.join(root, "/"))(file);
  } catch (error) {
    if (error.code === "ERR_REQUIRE_ESM") return import(pathToFileURL(file));
    throw error.code === "MODULE_NOT_FOUND" ? named("Runtime.ImportModuleError", error.toString()) : error;
  }
}

function contextOf(headers) {
  const deadline = Number(headers.get("lambda-runtime-deadline-ms"));
  return {
    awsRequestId: headers.get("lambda-runtime-aws-request-id"),
    invokedFunctionArn: headers.get("lambda-runtime-invoked-function-arn"),
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}

// What ends the running invocation from outside the handler: the event loop ran empty (a success with null, as on the
// service), or an error that nobody caught. (C: BeforeExitListener.js and index.js of AWS's client)
let running = null;
process.on("beforeExit", () => running?.resolve(null));
for (const [event, name, status] of [
  ["uncaughtException", null, 129],
  ["unhandledRejection", "Runtime.UnhandledPromiseRejection", 128],
]) {
  process.on(event, async (error) => {
    const shown = name ? { ...describe(named(name, String(error))), reason: describe(error) } : describe(error);
    await post(running ? `invocation/${running.id}/error` : "init/error", JSON.stringify(shown));
    process.exit(status);
  });
}

function call(handle, event, context) {
  return new Promise((resolve, reject) => {
    running = { id: context.awsRequestId, resolve };
    const callback = (error, result) => (error ? reject(error) : resolve(result));
    const returned = handle(event, context, callback);
    if (typeof returned?.then === "function") returned.then(resolve, reject);
    else if (handle.length < 3) resolve(returned);
  }).finally(() => (running = null));
}

async function serve(handle) {
  for (;;) await serveOne(handle);
}

async function serveOne(handle) {
  const next = await fetch(`${api}/invocation/next`);
  const context = contextOf(next.headers);
  try {
    const result = await call(handle, await next.json(), context);
    await post(`invocation/${context.awsRequestId}/response`, stringified(result));
  } catch (error) {
    await post(`invocation/${context.awsRequestId}/error`, JSON.stringify(describe(error)));
  }
}

load(process.env._HANDLER).then(serve, async (error) => {
  await post("init/error", JSON.stringify(describe(error)));
  process.exit(1);
});
