#!/usr/bin/env bash
# After an open that failed, the ChaCha20-Poly1305 cipher of JDK 17 refuses its own nonce.
#
# Package: openjdk-17-jdk-headless 17.0.21.1+2-1~deb12u1 (Debian 12).
# A transport that gets a damaged datagram, and then the undamaged one with the same packet number,
# opens twice with one nonce. Cipher.init in DECRYPT_MODE throws InvalidKeyException the second time,
# although a nonce is spent by sealing, not by opening, and although AES/GCM of the same provider
# takes it. JDK 25.0.3 takes it with both ciphers.
#
# Seen:
#   AES/GCM/NoPadding: second open right
#   ChaCha20-Poly1305: second open refused: Matching key and nonce from previous initialization
set -euo pipefail

version='17.0.21.1+2-1~deb12u1'
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq -o APT::Sandbox::User=root \
  "openjdk-17-jdk-headless=$version" "openjdk-17-jre-headless=$version"
for package in *.deb; do dpkg -x "$package" root; done
home=$folder/root/usr/lib/jvm/java-17-openjdk-$(dpkg --print-architecture)
# The package keeps the configuration in /etc and links to it.
find "$home" -lname '/etc/*' | while read -r link; do
  ln -sfn "$folder/root$(readlink "$link")" "$link"
done

cat >SecondOpen.java <<'JAVA'
import java.security.*;
import javax.crypto.*;
import javax.crypto.spec.*;

public class SecondOpen {
  public static void main(String[] args) throws Exception {
    for (String name : new String[] {"AES/GCM/NoPadding", "ChaCha20-Poly1305"}) {
      Key key = new SecretKeySpec(new byte[32], name.startsWith("AES") ? "AES" : "ChaCha20");
      byte[] nonce = new byte[12];
      var spec =
          name.startsWith("AES") ? new GCMParameterSpec(128, nonce) : new IvParameterSpec(nonce);
      Cipher seal = Cipher.getInstance(name);
      seal.init(Cipher.ENCRYPT_MODE, key, spec);
      byte[] sealed = seal.doFinal("text".getBytes());
      byte[] damaged = new byte[sealed.length];
      Cipher open = Cipher.getInstance(name);
      open.init(Cipher.DECRYPT_MODE, key, spec);
      try { open.doFinal(damaged); throw new AssertionError(); } catch (AEADBadTagException e) { }
      try {
        open.init(Cipher.DECRYPT_MODE, key, spec);
        System.out.println(name + ": second open " + (new String(open.doFinal(sealed)).equals("text") ? "right" : "wrong"));
      } catch (InvalidKeyException e) {
        System.out.println(name + ": second open refused: " + e.getMessage());
      }
    }
  }
}
JAVA
"$home/bin/java" SecondOpen.java | tee seen
grep -qx 'AES/GCM/NoPadding: second open right' seen
grep -q '^ChaCha20-Poly1305: second open refused: Matching key and nonce' seen
