// Ends as the event says; the test puts this text into a template.
exports.handler = async ({ what }, context) => {
  if (what === "sleep") await new Promise((go) => setTimeout(go, 60000));
  if (what === "never") await new Promise(() => {});
  if (what === "exit") process.exit(7);
  if (what === "reject") {
    Promise.reject(new Error("nobody waits"));
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  if (what === "kill") process.kill(process.pid, "SIGKILL");
  if (what === "raise") throw new TypeError("é\u2028😀");
  if (what === "object") throw { status: 400 };
  if (what === "environment") return Object.keys(process.env).sort();
  return { text: "é\u2028😀", arn: context.invokedFunctionArn };
};
