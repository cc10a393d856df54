#!/usr/bin/env bash
# How many integration tests ran on each server, and how long they took: summary.sh BUILD-DIRECTORY
set -euo pipefail
build=$1
echo "signaling.war, the same file on each: SHA-256 $(sha256sum < "$build/signaling.war" | cut -d' ' -f1)"
printf '%-14s %6s %7s %8s %8s\n' server tests failed skipped seconds
for server in payara-micro payara-server wildfly openliberty; do
  cat "$build"/failsafe-reports/TEST-*-"$server".xml 2>/dev/null | grep -a '^<testsuite ' | awk -v server="$server" '
    function value(name) { match($0, " " name "=\"[0-9.]*"); return substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 3) }
    { tests += value("tests"); failed += value("failures") + value("errors"); skipped += value("skipped"); time += value("time") }
    END { printf "%-14s %6d %7d %8d %8.0f\n", server, tests, failed, skipped, time }' || true
done
