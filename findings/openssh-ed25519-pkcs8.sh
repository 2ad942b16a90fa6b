#!/usr/bin/env bash
# ssh-keygen says that it has converted an Ed25519 key to PKCS#8, and has not.
#
# Package: openssh-client 1:9.2p1-2+deb12u10 (Debian 12), OpenSSH_9.2p1.
# `ssh-keygen -p -m PKCS8 -f KEY` writes an RSA key as PKCS#8, as its manual says of -m. With an
# Ed25519 key it exits with 0 and says "Your identification has been saved with the new
# passphrase.", but the file still is in OpenSSH's own format. A guide that tells users to convert
# their Ed25519 key with this command sends them in a circle; a program that wants PKCS#8 has to
# read the OpenSSH format itself, or name another tool.
#
# Seen:
#   rsa:     exit 0, -----BEGIN PRIVATE KEY-----
#   ed25519: exit 0, -----BEGIN OPENSSH PRIVATE KEY-----
set -euo pipefail

version='1:9.2p1-2+deb12u10'
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get download -qq -o APT::Sandbox::User=root "openssh-client=$version"
dpkg -x openssh-client_*.deb package
keygen=$folder/package/usr/bin/ssh-keygen

convert() { # convert TYPE: prints the exit code and the first line of the converted key
  "$keygen" -q -t "$1" -N '' -C test -f "$1"
  local code=0
  "$keygen" -p -m PKCS8 -P '' -N '' -f "$1" >said || code=$?
  grep -q 'saved with the new passphrase' said
  echo "$1: exit $code, $(head -1 "$1")"
}

rsa=$(convert rsa)
ed25519=$(convert ed25519)
echo "$rsa"
echo "$ed25519"
[ "$rsa" = 'rsa: exit 0, -----BEGIN PRIVATE KEY-----' ]
[ "$ed25519" = 'ed25519: exit 0, -----BEGIN OPENSSH PRIVATE KEY-----' ]
