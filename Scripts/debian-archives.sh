# shellcheck shell=bash
# SPDX-License-Identifier: BSD-3-Clause
# Sets of Debian packages in a folder of their own, unpacked and not installed; for scripts that
# source it with the folder in $cache. The system's apt is not touched: each suite and architecture
# has an apt state of its own, and archives' signatures are checked as always.
: "${cache:?}"
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
# A frozen mirror's testing outlives its date; its signature is still checked.
frozen_suite=forky

mkdir -p "$cache"
cd "$cache" || exit
exec 9>lock
flock 9

# Lists of yesterday name packages that may have been replaced since.
find . -path './apt/*' -name ready -mmin +600 -delete

step() { printf 'fetch: %4d s  %s\n' "$SECONDS" "$1"; }

# The first archive that this system itself uses.
mirror() {
  if [ -n "${ACCEL_DEBIAN_MIRROR:-}" ]; then echo "$ACCEL_DEBIAN_MIRROR"; return; fi
  local found
  found=$(cat /etc/apt/sources.list.d/*.sources 2>/dev/null | awk '/^URIs:/ { print $2; exit }')
  [ -n "$found" ] || found=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null |
    sed -nE 's/^deb +(\[[^]]*\] +)?([a-z+]+:[^ ]+) .*/\2/p' | head -n 1)
  [ -n "$found" ] || {
    echo "no archive found in the system's apt sources; set ACCEL_DEBIAN_MIRROR" >&2
    exit 1
  }
  echo "$found"
}

# Prints the apt configuration of a suite and architecture.
configuration() { # SUITE ARCH
  local folder=$cache/apt/$1-$2
  if [ ! -f "$folder/ready" ]; then
    mkdir -p "$folder"/lists/partial "$folder"/cache/archives/partial "$folder"/none
    : >"$folder/status"
    echo "deb [arch=$2 signed-by=$keyring] $(mirror) $1 main" >"$folder/sources.list"
    cat >"$folder/apt.conf" <<EOF
Dir::State "$folder"; Dir::State::lists "$folder/lists"; Dir::State::status "$folder/status";
Dir::Cache "$folder/cache"; Dir::Log "$folder"; Dir::Etc::sourcelist "$folder/sources.list";
Dir::Etc::sourceparts "$folder/none"; Dir::Etc::parts "$folder/none";
Dir::Etc::preferencesparts "$folder/none"; Dir::Etc::preferences "$folder/status";
APT::Architecture "$2"; APT::Architectures { "$2"; }; APT::Install-Recommends "0";
Acquire::Languages "none"; Debug::NoLocking "1"; APT::Sandbox::User "";
EOF
    if [ "$1" = "$frozen_suite" ]; then
      echo 'Acquire::Check-Valid-Until "false";' >>"$folder/apt.conf"
    fi
    APT_CONFIG=$folder/apt.conf apt-get update -qq >&2
    touch "$folder/ready"
  fi
  echo "$folder/apt.conf"
}

# Each set is a folder of archives with their sums, and the tree they unpack to.
verified() { # SET
  [ -f "debs/$1/SHA256SUMS" ] && (cd "debs/$1" && sha256sum --quiet -c SHA256SUMS)
}

unpack() { # SET
  local archive
  (cd "debs/$1" && sha256sum ./*.deb >SHA256SUMS.new)
  rm -rf "tree/$1"
  mkdir -p "tree/$1"
  for archive in "debs/$1"/*.deb; do dpkg-deb -x "$archive" "tree/$1"; done
  mv "debs/$1/SHA256SUMS.new" "debs/$1/SHA256SUMS"
}

present() { # SET
  if verified "$1"; then
    if [ ! -f "tree/$1/.complete" ]; then
      unpack "$1"
      touch "tree/$1/.complete"
    fi
    return 0
  fi
  rm -rf "debs/$1" "tree/$1"
  mkdir -p "debs/$1/partial"
  return 1
}

finish() { # SET
  rm -rf "debs/$1/partial" "debs/$1/lock"
  unpack "$1"
  touch "tree/$1/.complete"
  step "$1: $(find "debs/$1" -name '*.deb' | wc -l) packages"
}

# Packages with everything they depend on.
closure() { # SET SUITE ARCH PACKAGE...
  local set=$1 conf
  present "$1" && return
  conf=$(configuration "$2" "$3")
  shift 3
  APT_CONFIG=$conf apt-get -qq -y --download-only -o Dir::Cache::archives="$cache/debs/$set" \
    install "$@" >/dev/null
  finish "$set"
}

# Packages alone, each given as ARCH/NAME.
single() { # SET SUITE ARCH/NAME...
  local set=$1 suite=$2 conf package
  present "$1" && return
  shift 2
  for package; do
    conf=$(configuration "$suite" "${package%%/*}")
    (cd "debs/$set" && APT_CONFIG=$conf apt-get -qq download "${package#*/}" >/dev/null)
  done
  finish "$set"
}
