#!/usr/bin/env bash
# A runtime image of all modules that jdeps names has no Ed25519, no X25519 and no lookups of DNS records.
#
# Package: openjdk-17-jdk-headless (JDK 17.0.15).
# "jdeps --print-module-deps" prints the modules for "jlink --add-modules". For a program that makes its keys with
# java.security and reads its seeds from DNS with javax.naming it prints the two modules that have these classes. jlink
# is content, the program starts, and at its first key is told that Ed25519 is not available: the algorithms come from
# a provider in jdk.crypto.ec, and DNS from one in jdk.naming.dns, and a class file refers to neither. AES, ChaCha20 and
# SHA-256 are in java.base, so a node without signatures passes, and all tests do, as they run on the whole JDK.
# JDK 25.0.3 has the keys in java.base, and leaves out DNS alike.
# Remedy: name both modules for jlink, and let the build make a key with the image.
#
# Seen, the JDK, the image of the modules, and one with the remedy:
#   Ed25519: there, X25519: there, ChaCha20-Poly1305: there, DNS: there
#   modules java.base,java.naming
#   Ed25519: missing, X25519: missing, ChaCha20-Poly1305: there, DNS: missing
#   Ed25519: there, X25519: there, ChaCha20-Poly1305: there, DNS: there
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >Keys.java <<'JAVA'
import java.security.KeyPairGenerator;
import java.util.Hashtable;
import javax.crypto.Cipher;
import javax.naming.directory.InitialDirContext;

public class Keys {
  static String found(java.util.concurrent.Callable<?> what) {
    try {
      what.call();
      return "there";
    } catch (Exception e) {
      return "missing";
    }
  }

  public static void main(String[] args) {
    Hashtable<String, String> dns = new Hashtable<>();
    dns.put("java.naming.factory.initial", "com.sun.jndi.dns.DnsContextFactory");
    dns.put("java.naming.provider.url", "dns://127.0.0.1"); // which is not asked for anything
    System.out.printf("Ed25519: %s, X25519: %s, ChaCha20-Poly1305: %s, DNS: %s%n",
        found(() -> KeyPairGenerator.getInstance("Ed25519")), found(() -> KeyPairGenerator.getInstance("X25519")),
        found(() -> Cipher.getInstance("ChaCha20-Poly1305")), found(() -> new InitialDirContext(dns)));
  }
}
JAVA
javac -d classes Keys.java
modules=$(jdeps --print-module-deps classes)
jlink --add-modules "$modules" --output image
jlink --add-modules "$modules,jdk.crypto.ec,jdk.naming.dns" --output remedied
{
  java -cp classes Keys
  echo "modules $modules"
  for image in image remedied; do $image/bin/java -cp classes Keys; done
} | tee seen
all='Ed25519: there, X25519: there, ChaCha20-Poly1305: there, DNS: there'
few='Ed25519: missing, X25519: missing, ChaCha20-Poly1305: there, DNS: missing'
printf '%s\n' "$all" 'modules java.base,java.naming' "$few" "$all" | cmp - seen
