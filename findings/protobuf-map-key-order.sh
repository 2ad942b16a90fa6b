#!/usr/bin/env bash
# Protobuf's deterministic bytes of a map of IPv4 addresses differ between Java and Python.
#
# Packages: com.google.protobuf:protobuf-java and protoc 4.36.2 (JDK 17.0.15), python3-protobuf
# 3.21.12-3+deb12u1 (Debian 12), on x86_64; its implementations in C++ and in Python do the same.
# A map's entries have no order, so a program that signs or hashes messages sets the deterministic mode, which
# sorts them by key. Java sorts keys of uint32, fixed32, uint64 and fixed64 as signed numbers, C++ and Python
# as unsigned ones. Keys below 2^31 agree, so tests with small numbers and peers in 10.0.0.0/8 pass, and
# the signature of the first list with an address from 128.0.0.0 on is refused by nodes in the other language.
# The documentation promises no canonical bytes, only the same ones twice; the reason is easily missed.
# Remedy: sign the bytes as they were sent, or a repeated field that the sender sorts.
#
# Seen, fixed32 keys 10.0.0.1 and 192.168.0.1 with the values "a" and "b":
#   Java:   0a080d0100a8c01201620a080d0100000a120161
#   Python: 0a080d0100000a1201610a080d0100a8c0120162
# With 100.64.0.1 for 192.168.0.1 both have the order of Python.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
copy=org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy
mvn -B -q $copy -Dartifact=com.google.protobuf:protobuf-java:4.36.2 -DoutputDirectory="$folder"
mvn -B -q $copy -Dartifact=com.google.protobuf:protoc:4.36.2:exe:linux-x86_64 -DoutputDirectory="$folder"
version=3.21.12-3+deb12u1
apt-get download -qq -o APT::Sandbox::User=root python3-protobuf=$version libprotobuf32=$version
for package in *.deb; do dpkg -x "$package" root; done
echo 'syntax = "proto3"; message Peers { map<fixed32, string> names = 1; }' >peers.proto
chmod +x protoc-*.exe
./protoc-*.exe --java_out=. --descriptor_set_out=peers.bin peers.proto
cat >Bytes.java <<'JAVA'
import com.google.protobuf.CodedOutputStream;
public class Bytes {
  public static void main(String[] args) throws Exception {
    int key = Integer.parseUnsignedInt(args[0], 16);
    var peers = PeersOuterClass.Peers.newBuilder().putNames(0x0A000001, "a").putNames(key, "b").build();
    byte[] bytes = new byte[peers.getSerializedSize()];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.useDeterministicSerialization();
    peers.writeTo(out);
    System.out.println("Java: " + java.util.HexFormat.of().formatHex(bytes));
  }
}
JAVA
cat >bytes.py <<'PY'
import sys
from google.protobuf import descriptor_pb2, message_factory
files = descriptor_pb2.FileDescriptorSet.FromString(open("peers.bin", "rb").read())
peers = message_factory.GetMessages(files.file)["Peers"](names={0x0A000001: "a", int(sys.argv[1], 16): "b"})
print("Python:", peers.SerializeToString(deterministic=True).hex())
PY
javac -cp protobuf-java-4.36.2.jar *.java
export PYTHONPATH=root/usr/lib/python3/dist-packages LD_LIBRARY_PATH=root/usr/lib/x86_64-linux-gnu
for key in C0A80001 64400001; do
  java -cp protobuf-java-4.36.2.jar:. Bytes "$key"
  python3 bytes.py "$key" 2>log
done | tee seen
grep -qx 'Java: 0a080d0100a8c01201620a080d0100000a120161' seen
grep -qx 'Python: 0a080d0100000a1201610a080d0100a8c0120162' seen
[ "$(tail -n 2 seen | cut -d ' ' -f 2 | uniq | wc -l)" = 1 ]
