#!/bin/sh
# Builds AWS's runtime interface client for Node, which judges our bootstrap (test_bootstrap.py).
# Needs Node 20 or later, npm, and from Debian: autoconf automake libtool cmake g++ make. Takes about 90 seconds.
# Usage: tests/lambda_runtime/build_aws_lambda_ric.sh [FOLDER]     (default: .cache/aws-lambda-ric of the repository)
set -eu

version=3.3.0
root=$(cd "$(dirname "$0")/../.." && pwd)
folder=${1:-$root/.cache/aws-lambda-ric}
client=$folder/node_modules/aws-lambda-ric

if [ -f "$client/dist/rapid-client.node" ] && grep -q "\"version\": \"$version\"" "$client/package.json"; then
    echo "aws-lambda-ric $version is there: $client"
    exit 0
fi

for tool in npm node autoconf automake libtoolize cmake g++ make; do
    command -v "$tool" >/dev/null || { echo "build_aws_lambda_ric.sh: $tool is missing" >&2; exit 1; }
done

mkdir -p "$folder"
cd "$folder"
echo '{"private": true}' >package.json
npm install --no-save --no-audit --no-fund --foreground-scripts "aws-lambda-ric@$version" >build.log 2>&1 || {
    tail -n 40 build.log >&2
    exit 1
}
test -f "$client/dist/rapid-client.node" || { echo "build_aws_lambda_ric.sh: see $folder/build.log" >&2; exit 1; }
echo "aws-lambda-ric $version built: $client"
