#!/usr/bin/env bash
# The DNS provider of the JDK's JNDI puts spaces and quotes into TXT records.
#
# Packages: openjdk-17-jdk-headless 17.0.21.1+2-1~deb12u1 and python3-dnslib 0.9.23-1 (Debian 12), with
# Python 3; 25.0.3 does the same.
# A character string of DNS has at most 255 bytes, so a longer text is a record of several, which readers
# join without anything between (RFC 7208, section 3.3, says so for its own). JNDI joins them with a space,
# in the midst of a key or an address, and puts a string that has a space into quotes. A space
# that JNDI added looks like one of the text. Lists of nodes fail once an entry outgrows 255 bytes, and
# tests with short ones do not show it.
# Remedy: entries below 256 bytes without spaces, or a library that returns the strings, such as dnsjava.
#
# Seen (two: two strings, "node=MFkwEw" and "YHKoZI"; one: one string):
#   two.test: node=MFkwEw YHKoZI
#   space.test: "node=MFkwEw YHKoZI"
#   one.test: node=MFkwEwYHKoZI
set -euo pipefail

version='17.0.21.1+2-1~deb12u1'
folder=$(mktemp -d)
trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq -o APT::Sandbox::User=root "openjdk-17-jdk-headless=$version" \
  "openjdk-17-jre-headless=$version" python3-dnslib=0.9.23-1
for package in *.deb; do dpkg -x "$package" root; done
home=$folder/root/usr/lib/jvm/java-17-openjdk-$(dpkg --print-architecture)
find "$home" -lname '/etc/*' | while read -r link; do ln -sfn "$folder/root$(readlink "$link")" "$link"; done

cat >zone <<'ZONE'
two.test. 60 IN TXT "node=MFkwEw" "YHKoZI"
space.test. 60 IN TXT "node=MFkwEw YHKoZI"
one.test. 60 IN TXT "node=MFkwEwYHKoZI"
ZONE
cat >Txt.java <<'JAVA'
import java.util.*;
import javax.naming.directory.*;

public class Txt {
  public static void main(String[] args) throws Exception {
    Hashtable<String, String> dns = new Hashtable<>();
    dns.put("java.naming.factory.initial", "com.sun.jndi.dns.DnsContextFactory");
    dns.put("java.naming.provider.url", "dns://127.0.0.1:29153");
    for (String name : List.of("two.test", "space.test", "one.test")) {
      Attributes found = new InitialDirContext(dns).getAttributes(name, new String[] {"TXT"});
      System.out.println(name + ": " + found.get("TXT").get());
    }
  }
}
JAVA
PYTHONPATH=root/usr/lib/python3/dist-packages python3 -u -m dnslib.zoneresolver \
  --zone zone --address 127.0.0.1 --port 29153 >log 2>&1 &
server=$!
until grep -q Starting log; do kill -0 $server; sleep 0.1; done
"$home/bin/java" Txt.java | tee seen
grep -qx 'two.test: node=MFkwEw YHKoZI' seen
grep -qx 'space.test: "node=MFkwEw YHKoZI"' seen
grep -qx 'one.test: node=MFkwEwYHKoZI' seen
