#!/usr/bin/env bash
# Sets a freshly unpacked server up the way docs/deploy-*.md tell a person to, with this build's ports and settings:
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
    ;;
  wildfly)
    JBOSS_HOME=$(echo "$build"/wildfly-*) "$build"/wildfly-*/bin/jboss-cli.sh --file=config/wildfly/signaling.cli
    ;;
  openliberty)
    home=$build/wlp/usr/servers/signaling
    rm -rf "$home"
    mkdir -p "$home/dropins"
    cp config/liberty/server.xml "$home"
    { cat "$settings"; echo "PORT=$PORT"; } > "$home/bootstrap.properties"
    ;;
esac
