#!/usr/bin/env bash
# A TreeMap with Tuweni's Bytes as keys puts "ip" before "eth2", and takes 0x00 and 0x0000 for one key.
#
# Package: io.tmio:tuweni-bytes 2.4.2 (JDK 17.0.15), the byte strings of Ethereum clients on the JVM.
# Bytes compare by their number of significant bits first, as numbers do, and so short keys come before long ones. A
# node record has its pairs in the order of the keys' bytes (EIP-778), and a record that is signed in the order of
# a TreeMap<Bytes, ...> breaks that rule. Two keys of one length, such as "tcp" and "udp", or hashes
# that begin with a bit set, are in the right order, and so are those of many tests. Zeros at the front do not
# count: 0x00 and 0x0000 compare as 0, though they are not equal, and a sorted set has one of them.
# Remedy: a comparator of Arrays.compareUnsigned over toArrayUnsafe().
#
# Seen:
#   TreeSet: id ip udp eth2 tcp6 secp256k1
#   compareUnsigned: eth2 id ip secp256k1 tcp6 udp
#   0x00 and 0x0000: equal false, compareTo 0, in a TreeSet 1, in a HashSet 2
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy \
  -Dartifact=io.tmio:tuweni-bytes:2.4.2 -DoutputDirectory=. >/dev/null

cat >Keys.java <<'JAVA'
import java.util.*;
import org.apache.tuweni.bytes.Bytes;

public class Keys {
  static void print(String name, Set<Bytes> keys) {
    for (String key : List.of("id", "secp256k1", "ip", "udp", "tcp6", "eth2")) {
      keys.add(Bytes.wrap(key.getBytes()));
    }
    System.out.print(name + ":");
    keys.forEach(key -> System.out.print(" " + new String(key.toArrayUnsafe())));
    System.out.println();
  }

  public static void main(String[] args) {
    print("TreeSet", new TreeSet<>());
    print("compareUnsigned", new TreeSet<>(Comparator.comparing(Bytes::toArrayUnsafe, Arrays::compareUnsigned)));
    Bytes one = Bytes.of(0), two = Bytes.of(0, 0);
    System.out.printf("0x00 and 0x0000: equal %b, compareTo %d, in a TreeSet %d, in a HashSet %d%n", one.equals(two),
        one.compareTo(two), new TreeSet<>(List.of(one, two)).size(), new HashSet<>(List.of(one, two)).size());
  }
}
JAVA
java -cp tuweni-bytes-2.4.2.jar Keys.java | tee seen
grep -qx 'TreeSet: id ip udp eth2 tcp6 secp256k1' seen
grep -qx 'compareUnsigned: eth2 id ip secp256k1 tcp6 udp' seen
grep -qx '0x00 and 0x0000: equal false, compareTo 0, in a TreeSet 1, in a HashSet 2' seen
