#!/bin/sh
# Makes .env of .env.example with secrets of this machine's own making. Leaves a file that is there alone.
set -eu
cd "$(dirname "$0")/../.."
if [ -e .env ]; then
  echo '.env is there already; nothing was changed.' >&2
  exit 1
fi
secret=$(head -c 32 /dev/urandom | base64 | tr -d '\n')
token() { head -c 24 /dev/urandom | od -An -v -tx1 | tr -d ' \n'; }

umask 077
sed -e "s|^KKOTGIL_SECRET=.*|KKOTGIL_SECRET=$secret|" \
  -e "s|^KKOTGIL_FLORIST_TOKEN=.*|KKOTGIL_FLORIST_TOKEN=$(token)|" \
  -e "s|^KKOTGIL_OPERATOR_TOKEN=.*|KKOTGIL_OPERATOR_TOKEN=$(token)|" \
  .env.example >.env
echo 'Made .env with new secrets.'
