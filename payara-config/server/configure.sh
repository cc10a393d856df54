#!/usr/bin/env bash
# Prepares a running Payara Server domain for signaling.war:
#   configure.sh ASADMIN ADMIN-PORT SETTINGS
# SETTINGS is a properties file with one key=value a line; each becomes a configuration property of the domain.
set -euo pipefail
asadmin=$1 port=$2 settings=$3
commands=$(mktemp)
trap 'rm -f "$commands"' EXIT
cat "$(dirname "$0")/signaling.asadmin" > "$commands"
# a value may hold spaces, and quotes and backslashes that asadmin would take for its own
sed -nE 's/[\\"]/\\&/g; s/^([A-Za-z][^=[:space:]]*)=(.*)$/set-config-property --propertyname \1 --propertyvalue "\2"/p' \
  "$settings" >> "$commands"
output=$("$asadmin" --port "$port" multimode --file "$commands" 2>&1) || { echo "$output"; exit 1; }
echo "$output"
# multimode goes on after a command that failed
! grep -q 'failed' <<< "$output"
