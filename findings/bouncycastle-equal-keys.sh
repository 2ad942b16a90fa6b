#!/usr/bin/env bash
# A public key of Bouncy Castle equals the JDK's key of the same bytes, but a HashMap with one does not find the other.
#
# Package: org.bouncycastle:bcprov-jdk18on 1.87 (JDK 17.0.15).
# A key read by the JDK and one read by the provider BC from the same X.509 bytes are equal both ways, and a
# List finds either. Their hash codes differ, though, so the map of known authors of a node that reads some
# keys with one provider and some with the other has an author twice, and a lookup misses.
# The light classes, Ed25519PublicKeyParameters and X25519PublicKeyParameters, look like values and have no
# equals at all: two of the same 32 bytes differ, and a set of them takes every author for a new one.
# Remedy: ByteBuffer.wrap(key.getEncoded()), or its hexadecimal text, as the key of a map.
#
# Seen:
#   Ed25519: equals true, true; List finds it true; same hash false; in a HashSet 2
#   X25519: equals true, true; List finds it true; same hash false; in a HashSet 2
#   EC: equals true, true; List finds it true; same hash false; in a HashSet 2
#   light Ed25519: equals false, same bytes true
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy \
  -Dartifact=org.bouncycastle:bcprov-jdk18on:1.87 -DoutputDirectory="$folder"

cat >Keys.java <<'JAVA'
import java.security.*;
import java.security.spec.X509EncodedKeySpec;
import java.util.*;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

public class Keys {
  public static void main(String[] args) throws Exception {
    Provider provider = new BouncyCastleProvider();
    for (String name : List.of("Ed25519", "X25519", "EC")) {
      PublicKey jdk = KeyPairGenerator.getInstance(name).generateKeyPair().getPublic();
      X509EncodedKeySpec bytes = new X509EncodedKeySpec(jdk.getEncoded());
      PublicKey castle = KeyFactory.getInstance(name, provider).generatePublic(bytes);
      System.out.printf("%s: equals %b, %b; List finds it %b; same hash %b; in a HashSet %d%n", name,
          jdk.equals(castle), castle.equals(jdk), List.of(jdk).contains(castle),
          jdk.hashCode() == castle.hashCode(), new HashSet<>(List.of(jdk, castle)).size());
    }
    byte[] base = HexFormat.of().parseHex("58" + "66".repeat(31)); // the base point of RFC 8032
    var one = new Ed25519PublicKeyParameters(base);
    var other = new Ed25519PublicKeyParameters(base);
    System.out.println("light Ed25519: equals " + one.equals(other) + ", same bytes "
        + Arrays.equals(one.getEncoded(), other.getEncoded()));
  }
}
JAVA
java -cp bcprov-jdk18on-1.87.jar Keys.java | tee seen
for name in Ed25519 X25519 EC; do
  grep -qxF "$name: equals true, true; List finds it true; same hash false; in a HashSet 2" seen
done
grep -qxF 'light Ed25519: equals false, same bytes true' seen
