#!/usr/bin/env bash
# OpenSSL 3.0 cannot read the PKCS#8 of an Ed25519 or X25519 key that Bouncy Castle made.
#
# Packages: org.bouncycastle:bcprov-jdk18on 1.87 (JDK 17), openssl 3.0.22-1~deb12u2 (Debian 12).
# getEncoded of a private key of the provider is PKCS#8 of version 1 with the public key appended (RFC 5958
# and 8410), 83 bytes; the JDK's is of version 0 and has 48. Both name their format "PKCS#8". OpenSSL 3.0
# reads the second only: "Could not read key". A key that Bouncy Castle read from 48 bytes stays at
# 48, so tests with keys of OpenSSL pass, and only keys made in Java cannot be handed to its users.
# Remedy: Security.setProperty("org.bouncycastle.pkcs8.v1_info_only", "true") before the key is encoded.
#
# Seen:
#   Ed25519: 83 bytes, refused; 48 bytes, read
#   X25519: 83 bytes, refused; 48 bytes, read
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
  -Dartifact=org.bouncycastle:bcprov-jdk18on:1.87 -DoutputDirectory=. >/dev/null
apt-get download -qq -o APT::Sandbox::User=root openssl=3.0.22-1~deb12u2 libssl3=3.0.22-1~deb12u2
for package in *.deb; do dpkg -x "$package" root; done
export LD_LIBRARY_PATH OPENSSL_CONF=/dev/null
LD_LIBRARY_PATH=$(echo "$folder"/root/usr/lib/*-linux-gnu)

cat >Keys.java <<'JAVA'
import java.nio.file.*;
import java.security.*;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

public class Keys {
  public static void main(String[] args) throws Exception {
    if (args.length > 1) Security.setProperty("org.bouncycastle.pkcs8.v1_info_only", "true");
    PrivateKey key = KeyPairGenerator.getInstance(args[0], new BouncyCastleProvider()).generateKeyPair().getPrivate();
    if (!key.getFormat().equals("PKCS#8")) throw new AssertionError();
    Files.write(Path.of("key"), key.getEncoded());
  }
}
JAVA

made() { # made ARGUMENTS: length of a key, and what OpenSSL says of it
  java -cp bcprov-jdk18on-1.87.jar Keys.java "$@"
  local said=read
  root/usr/bin/openssl pkey -inform DER -in key -noout 2>error || { grep -q 'Could not read key' error; said=refused; }
  echo "$(stat -c %s key) bytes, $said"
}
for algorithm in Ed25519 X25519; do
  echo "$algorithm: $(made "$algorithm"); $(made "$algorithm" old)"
done | tee seen
[ "$(grep -c ': 83 bytes, refused; 48 bytes, read$' seen)" = 2 ]
