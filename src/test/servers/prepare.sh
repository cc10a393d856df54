#!/usr/bin/env bash
# Sets a freshly unpacked server up the way docs/deploy-*.md tell a person to, with this build's ports and settings, and
# an access log:
#   prepare.sh SERVER BUILD-DIRECTORY
# The environment has the ports: PORT, PORT_ADMIN, PORT_HTTPS and PORTS, seven more for a Payara domain.
set -euo pipefail
cd "$(dirname "$0")/../../.."
server=$1 build=$2
settings=$build/test-classes/server.properties

case $server in
  payara-server)
    asadmin=$build/payara6/bin/asadmin
    rm -rf "$build/payara6/glassfish/domains/signaling"
    read -r jmx orb orbssl orbmutual jms debugger shell <<< "$PORTS"
    "$asadmin" create-domain --nopassword --checkports=false --adminport "$PORT_ADMIN" --instanceport "$PORT" \
      --domainproperties "http.ssl.port=$PORT_HTTPS:domain.jmxPort=$jmx:orb.listener.port=$orb:orb.ssl.port=$orbssl:orb.mutualauth.port=$orbmutual:jms.port=$jms:java.debugger.port=$debugger:osgi.shell.telnet.port=$shell" \
      signaling
    "$asadmin" start-domain signaling
    trap '"$asadmin" stop-domain signaling' EXIT
    payara-config/server/configure.sh "$asadmin" "$PORT_ADMIN" "$settings"
    http=configs.config.server-config.http-service
    "$asadmin" --port "$PORT_ADMIN" set $http.access-logging-enabled=true $http.access-log.write-interval-seconds=1
    ;;
  wildfly)
    export JBOSS_HOME; JBOSS_HOME=$(echo "$build"/wildfly-*)
    "$JBOSS_HOME/bin/jboss-cli.sh" --file=config/wildfly/signaling.cli
    "$JBOSS_HOME/bin/jboss-cli.sh" --file=config/wildfly/access-log.cli
    ;;
  openliberty)
    home=$build/wlp/usr/servers/signaling
    rm -rf "$home"
    mkdir -p "$home/dropins"
    cp config/liberty/server.xml "$home"
    { cat "$settings"; echo "PORT=$PORT"; echo ACCESS_LOG=true; } > "$home/bootstrap.properties"
    ;;
esac
