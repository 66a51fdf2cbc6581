#!/usr/bin/env bash
# Starts the built distribution in a temporary directory and drives it with curl as a user would:
# publish, consume, ack, receive webhooks, swap broker, gateway, push and a routing strategy, restart. Exits 1 at the
# first surprise.
set -euo pipefail
here="$(cd "$(dirname "$0")/.." && pwd)"
data="$(mktemp -d)"
port="${HOTSWAP_SMOKE_PORT:-18080}"
url="http://127.0.0.1:$port"
node=""
receiver=""

stop() {
  if [ -n "$node" ]; then
    kill -TERM "$node" 2>/dev/null || true
    wait "$node" || { echo "smoke: node left with $?" >&2; cat "$data/out" >&2; exit 1; }
    node=""
  fi
}
trap '{ kill -KILL $node $receiver; wait; } 2>/dev/null || true; rm -rf "$data"' EXIT

fail() { echo "smoke: $*" >&2; tail -n 50 "$data/data/log/hotswap.log" >&2 || true; exit 1; }

start() {
  "$here/hotswap" start --port "$port" --data "$data/data" >"$data/out" 2>&1 &
  node=$!
  for _ in $(seq 1 300); do
    grep -q 'HotSwap ready' "$data/out" && return 0
    kill -0 "$node" 2>/dev/null || break
    sleep 0.1
  done
  cat "$data/out" >&2
  fail "did not start"
}

# call STATUS METHOD PATH [BODY]: prints the body, fails on any other status.
call() {
  local want="$1" method="$2" path="$3" body="${4:-}" args=()
  [ -n "$body" ] && args=(-H 'Content-Type: application/json' --data-binary "$body")
  local got
  got="$(curl -sS -o "$data/body" -w '%{http_code}' -X "$method" -H "Authorization: Bearer $token" \
    "${args[@]}" "$url$path")"
  [ "$got" = "$want" ] || fail "$method $path: $got (expected: $want): $(cat "$data/body")"
  cat "$data/body"
}

field() { sed -n "s/.*\"$1\":\"\\([^\"]*\\)\".*/\\1/p" | head -n 1; }

swap() {
  local plugin="$1" version="$2" id state=""
  id="$(call 202 POST "/api/v1/plugins/$plugin/swap" "{\"version\":\"$version\",\"bake\":\"1s\"}" | field id)"
  for _ in $(seq 1 300); do
    state="$(call 200 GET "/api/v1/swaps/$id" | field state)"
    case "$state" in
      Succeeded) echo "smoke: $plugin is $version"; return 0 ;;
      Failed | RolledBack) fail "swap $id: $(cat "$data/body")" ;;
    esac
    sleep 0.1
  done
  fail "swap $id still $state"
}

# A foreign webhook endpoint that checks signatures.
secret="whsec_c21va2Utc21va2Utc21va2Utc21va2Utc21va2U="
java "$here/testing/smoke/Receiver.java" "$secret" >"$data/hook" 2>&1 &
receiver=$!
for _ in $(seq 1 300); do
  grep -q '^port ' "$data/hook" && break
  kill -0 "$receiver" 2>/dev/null || fail "receiver: $(cat "$data/hook")"
  sleep 0.1
done
hook="http://127.0.0.1:$(sed -n 's/^port //p' "$data/hook")/"

start
token="$("$here/hotswap" token --data "$data/data")"
call 201 POST /api/v1/topics '{"name":"smoke","type":"Queue"}' >/dev/null
published=0
publish() {
  call 201 POST /api/v1/messages/publish "{\"topicName\":\"smoke\",\"key\":\"k\",\"payload\":{\"n\":$published}}" >/dev/null
  published=$((published + 1))
}
acked=0
consume() {
  local body id receipt n
  body="$(call 200 GET '/api/v1/messages/consume/smoke?limit=1&waitMs=2000')"
  id="$(printf '%s' "$body" | field messageId)"
  receipt="$(printf '%s' "$body" | field receipt)"
  n="$(printf '%s' "$body" | sed -n 's/.*"n":\([0-9]*\).*/\1/p')"
  [ "$n" = "$acked" ] || fail "got $n (expected: $acked): $body"
  call 204 POST "/api/v1/messages/$id/ack" "{\"receipt\":\"$receipt\"}" >/dev/null
  acked=$((acked + 1))
}
call 201 POST /api/v1/topics '{"name":"hooked","type":"PubSub"}' >/dev/null
call 201 POST /api/v1/subscriptions "{\"topicName\":\"hooked\",\"consumerGroup\":\"hook\",\"type\":\"Push\",\
\"push\":{\"endpoint\":\"$hook\",\"secrets\":[\"$secret\"]}}" >/dev/null
pushed=0
push() {
  call 201 POST /api/v1/messages/publish "{\"topicName\":\"hooked\",\"payload\":{\"n\":$pushed}}" >/dev/null
  for _ in $(seq 1 300); do
    grep -q "^ok .*{\"n\":$pushed}$" "$data/hook" && { pushed=$((pushed + 1)); return 0; }
    sleep 0.1
  done
  fail "webhook $pushed did not come: $(cat "$data/hook")"
}

for _ in 1 2 3; do publish; done
consume; push
swap broker 1.1.0
publish; consume; push
swap gateway.rest 1.1.0
publish; consume; push
swap routing.load-balanced 1.1.0
publish; consume
swap push 1.1.0
push
swap broker 1.0.0
stop
start
publish; push
while [ "$acked" -lt "$published" ]; do consume; done
[ "$(call 200 GET '/api/v1/messages/consume/smoke?limit=1')" = '{"messages":[]}' ] || fail "more than was published"
[ "$(grep -c '^ok ' "$data/hook")" = "$pushed" ] || fail "webhooks: $(cat "$data/hook") (expected: $pushed)"
stop
echo "smoke: $published published, $acked acked in order, $pushed webhooks, over 5 swaps and a restart"
