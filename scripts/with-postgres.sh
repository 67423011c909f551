#!/usr/bin/env bash
# Runs a command beside a throw-away PostgreSQL: scripts/with-postgres.sh bin/bun test src/store
# The command finds the server in SWITCHYARD_TEST_POSTGRES_URL. Whatever happens, the server is stopped and its folder deleted.
# PostgreSQL is looked for under /usr/lib/postgresql and in PATH; root gets it from Debian's archive where it is missing.
set -u

say() { echo "with-postgres: $*" >&2; }
fail() {
  say "$*"
  exit 69
}

[ $# -gt 0 ] || {
  echo "usage: $0 <command...>" >&2
  exit 64
}

find_programs() {
  local folder
  for folder in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -Vr) "$(dirname "$(command -v initdb || echo /none/x)")"; do
    if [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ] && [ -x "$folder/postgres" ]; then
      echo "$folder"
      return
    fi
  done
}

install_programs() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
  say "installing Debian's postgresql"
  # RUNLEVEL=1 keeps the package from starting a service: only the programs are wanted.
  export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
  apt-get update -qq >&2 && apt-get install -y -qq --no-install-recommends postgresql >&2
}

programs=$(find_programs)
if [ -z "$programs" ]; then
  install_programs || fail "no PostgreSQL server programs; install them (Debian: apt-get install postgresql)"
  programs=$(find_programs)
  [ -n "$programs" ] || fail "the installed postgresql has no initdb and pg_ctl"
fi

# PostgreSQL refuses to run as root; its package brings the user `postgres`.
as_server() {
  if [ "$(id -u)" != 0 ]; then
    "$@"
  elif command -v runuser >/dev/null; then
    runuser -u postgres -- "$@"
  else
    su postgres -s /bin/sh -c 'exec "$0" "$@"' -- "$@"
  fi
}

child=
folder=
stop_all() {
  trap '' INT TERM HUP
  if [ -n "$child" ] && kill -0 "$child" 2>/dev/null; then
    kill -TERM -- "-$child" 2>/dev/null
    for _ in $(seq 50); do
      kill -0 "$child" 2>/dev/null || break
      sleep 0.1
    done
    kill -KILL -- "-$child" 2>/dev/null
  fi
  if [ -n "$folder" ]; then
    [ -f "$folder/data/postmaster.pid" ] && as_server "$programs/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1
    rm -rf "$folder"
  fi
}
trap stop_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

# Not $TMPDIR: the path of a socket may have 107 bytes.
folder=$(mktemp -d /tmp/switchyard-postgres.XXXXXX) || fail "cannot make a temporary folder"
[ "$(id -u)" != 0 ] || chown postgres "$folder" || fail "there is no user postgres"
cd "$folder" || fail "cannot enter $folder"

password=$(od -An -N12 -tx1 /dev/urandom | tr -d ' \n')
(umask 077 && echo "$password" >"$folder/password")
[ "$(id -u)" != 0 ] || chown postgres "$folder/password"
as_server "$programs/initdb" -D "$folder/data" -U switchyard --pwfile="$folder/password" --auth=scram-sha-256 \
  --encoding=UTF8 --locale=C.UTF-8 --no-sync >"$folder/initdb.log" 2>&1 || {
  cat "$folder/initdb.log" >&2
  fail "initdb failed"
}

# A port is free only until somebody takes it: the server itself says whether it got it.
port=
for _ in 1 2 3 4 5 6 7 8; do
  candidate=$((20000 + ($(od -An -N2 -tu2 /dev/urandom)) % 12000))
  if as_server "$programs/pg_ctl" -D "$folder/data" -l "$folder/data/server.log" -w -t 60 \
    -o "-p $candidate -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder -c fsync=off -c full_page_writes=off -c synchronous_commit=off" \
    start >/dev/null 2>&1; then
    port=$candidate
    break
  fi
done
[ -n "$port" ] || {
  cat "$folder/data/server.log" >&2
  fail "the server does not start"
}
export SWITCHYARD_TEST_POSTGRES_URL="postgres://switchyard:$password@127.0.0.1:$port/postgres"

cd "$OLDPWD" || exit 69
# In the background, with a process group of its own: so a signal reaches this script at once and the command's children with it.
set -m
"$@" <&0 &
child=$!
set +m
wait "$child"
code=$?
child=
exit "$code"
