#!/usr/bin/env bash
# Builds the Dockerfile where no registry can be reached, on base images made of this machine's own files under the
# names that the Dockerfile asks for, then starts the production image and stops it again.
# Needs root on Debian with buildah, busybox-static, Maven and a JDK; ~/.m2 is lent to the build.
set -euo pipefail
cd "$(dirname "$0")/../../.."
jdk=$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")

# base NAME FILE...: an image of these files with the libraries that they need, and busybox for everything else
base() {
  local image=$1 container root
  shift
  container=$(buildah from scratch)
  root=$(buildah mount "$container")
  mkdir -p "$root"/{bin,etc,tmp,proc,dev,sys,root,usr/bin,usr/local/bin}
  chmod 1777 "$root/tmp"
  cp "$(command -v busybox)" "$root/bin/busybox"
  for tool in $(busybox --list | grep -vx busybox); do ln -sf /bin/busybox "$root/bin/$tool"; done
  echo 'root:x:0:0:root:/root:/bin/sh' > "$root/etc/passwd"
  echo 'root:x:0:' > "$root/etc/group"
  echo '127.0.0.1 localhost' > "$root/etc/hosts"
  tar -C / -cf - "${@#/}" | tar -C "$root" -xf -
  { find "$@" -type f \( -perm -u+x -o -name '*.so' \) -exec ldd {} + 2> /dev/null || true; } |
    grep -oE '/(usr/)?lib[^ )]*[^ ):]' | sort -u | tar -C / -chf - -T - | tar -C "$root" -xf -
  ln -sf "$jdk/bin/java" "$root/usr/bin/java"
  [ ! -e "$root/usr/share/maven" ] || ln -sf /usr/share/maven/bin/mvn "$root/usr/bin/mvn"
  buildah unmount "$container" > /dev/null
  buildah config --env "JAVA_HOME=$jdk" --env PATH=/usr/bin:/bin "$container"
  buildah commit -q --rm "$container" "$image" > /dev/null
}

java_files=("$jdk" /etc/java-17-openjdk /etc/ssl/certs /etc/resolv.conf)
for image in $(sed -nE 's/^FROM (docker.io[^ ]+) AS .*/\1/p' Dockerfile); do
  case $image in
    *maven*) base "$image" "${java_files[@]}" /usr/share/maven /usr/share/java /etc/maven ;;
    *) base "$image" "${java_files[@]}" ;;
  esac
done

# layers are kept, so a second run shows what is cached
buildah bud --isolation chroot --pull-never --layers --volume "$HOME/.m2:/root/.m2" --target development -t signaling:development .
buildah bud --isolation chroot --pull-never --layers --volume "$HOME/.m2:/root/.m2" -t signaling:latest .

container=$(buildah from --pull-never signaling:latest)
trap 'buildah rm "$container" > /dev/null' EXIT
log=$(mktemp)
buildah run --isolation chroot --hostname localhost --env PORT="${1:-8080}" --env PROVIDER=http://127.0.0.1:9/a --env AUDIENCE=signaling \
  "$container" -- sh -c 'echo $$ $(id -u); exec java -jar signaling.jar' > "$log" 2>&1 &
for _ in $(seq 120); do grep -q 'ready in' "$log" && break; sleep 1; done
# chroot isolation has no process ids of its own
read -r server user < "$log"
echo "runs as user $user"
wget -S -q -O /dev/null "http://127.0.0.1:${1:-8080}/health/ready" || true
started=$(date +%s%N)
kill -TERM "$server"
while kill -0 "$server" 2> /dev/null; do sleep 0.1; done
echo "ended $((($(date +%s%N) - started) / 1000000)) ms after SIGTERM"
