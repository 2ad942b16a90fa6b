#!/usr/bin/env bash
# The order of Protobuf messages in a HashSet depends on what else the JVM did, so a seed does not repeat a run.
#
# Package: com.google.protobuf:protobuf-java 4.36.2 (JDK 17.0.15, HotSpot).
# The hashCode of a message begins with that of its descriptor, which is the identity hash of an object, though
# a message is a value whose equals compares fields, and ByteString hashes its bytes. HotSpot draws an identity
# hash when somebody asks for it first, from a generator of the thread that asks. Two runs of a small test agree,
# and it passes for years; a log line, an agent or another thread that asks before gives all sets and
# maps with messages as keys another order, and with it the peers that a loop over them serves first. Nor need
# two processes agree on the shard of a message.
# Remedy: key by an id's ByteString or by the encoded bytes; LinkedHashSet where the order is read.
#
# Seen, the seconds of eight Timestamps in a HashSet; ByteString "x" has the hash 151 in each run:
#   6000 2000 5000 1000 7000 4000 0 3000
#   3000 7000 0 4000 1000 5000 2000 6000 (one object before it had been asked for its hash)
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy \
  -Dartifact=com.google.protobuf:protobuf-java:4.36.2 -DoutputDirectory="$folder"

cat >Order.java <<'JAVA'
import com.google.protobuf.*;
import java.util.*;

public class Order {
  static Timestamp at(long seconds) {
    return Timestamp.newBuilder().setSeconds(seconds).build();
  }

  public static void main(String[] args) {
    for (int asked = 0; asked < Integer.parseInt(args[0]); asked++) {
      new Object().hashCode();
    }
    Set<Timestamp> set = new HashSet<>();
    for (int i = 0; i < 8; i++) {
      set.add(at(1000 * i));
    }
    System.out.println("ByteString " + ByteString.copyFromUtf8("x").hashCode());
    System.out.println("equal " + at(9).equals(at(9)));
    set.forEach(time -> System.out.print(time.getSeconds() + " "));
    System.out.println();
  }
}
JAVA
for asked in 0 1 2 3; do java -cp protobuf-java-4.36.2.jar Order.java "$asked" | tee "seen$asked"; done
[ "$(cat seen? | grep -cx 'ByteString 151')" = 4 ]
[ "$(cat seen? | grep -cx 'equal true')" = 4 ]
[ "$(cat seen? | grep '000 ' | sort -u | wc -l)" -gt 1 ]
[ "$(cat seen? | grep '000 ' | tr ' ' '\n' | sort -u | xargs)" = '0 1000 2000 3000 4000 5000 6000 7000' ]
