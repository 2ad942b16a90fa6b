#!/usr/bin/env bash
# Jackson's CBOR of one object has other bytes as soon as the object went through a tree.
#
# Package: com.fasterxml.jackson.dataformat:jackson-dataformat-cbor 2.22.3 with its dependencies (JDK 17.0.15).
# CBOR can write a map with its size first or with a mark at its end. Jackson writes a record or a Map with the
# mark, and an ObjectNode with the size, as it does all lists. So readTree and writeValueAsBytes change bytes
# that nobody touched, and a signature over an object does not fit any more after a node has looked into it as a
# tree. Deterministic CBOR (RFC 8949, section 4.2.1) has the size only: a writer that follows it never makes
# the bytes of a record again. ORDER_MAP_ENTRIES_BY_KEYS, which sounds like the remedy, changes nothing here.
# Remedy: keep the bytes that were signed, or write valueToTree(object) everywhere.
#
# Seen, {"port": 7000}:
#   record: bf64706f7274191b58ff
#   Map: bf64706f7274191b58ff
#   the record's bytes, read as a tree and written: a164706f7274191b58
#   valueToTree of the record: a164706f7274191b58
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >pom.xml <<'XML'
<project><modelVersion>4.0.0</modelVersion><groupId>x</groupId><artifactId>x</artifactId><version>1</version>
  <dependencies><dependency><groupId>com.fasterxml.jackson.dataformat</groupId>
    <artifactId>jackson-dataformat-cbor</artifactId><version>2.22.3</version></dependency></dependencies></project>
XML
mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib >/dev/null

cat >Tree.java <<'JAVA'
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.util.*;

public class Tree {
  public record Peer(int port) {}

  static void print(String what, byte[] bytes) {
    System.out.println(what + ": " + HexFormat.of().formatHex(bytes));
  }

  public static void main(String[] args) throws Exception {
    CBORMapper cbor = new CBORMapper();
    cbor.enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
    byte[] record = cbor.writeValueAsBytes(new Peer(7000));
    print("record", record);
    print("Map", cbor.writeValueAsBytes(Map.of("port", 7000)));
    print("tree", cbor.writeValueAsBytes(cbor.readTree(record)));
    print("valueToTree", cbor.writeValueAsBytes(cbor.valueToTree(new Peer(7000))));
  }
}
JAVA
java -cp "lib/*" Tree.java | tee seen
for way in record Map; do grep -qx "$way: bf64706f7274191b58ff" seen; done
for way in tree valueToTree; do grep -qx "$way: a164706f7274191b58" seen; done
