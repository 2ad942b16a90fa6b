#!/usr/bin/env bash
# Jazzer's FuzzedDataProvider takes numbers from the end of an input and bytes from its start.
#
# Packages: com.code-intelligence:jazzer and jazzer-api 0.24.0 (JDK 17.0.15, x86_64).
# A fuzz target that takes a datagram apart with consumeByte, consumeShort and consumeBytes looks like the decoder
# next to it, and a folder of captured datagrams like the best of seeds. The kind, which is the first byte on the
# wire, is the last one of the seed, though; each number is read backwards from there, with its bytes in the
# order of little-endian; and an array begins where the datagram does. Valid captures become noise that the first
# check refuses, and an input that is written by hand to repeat a fault does something else. The fuzzer runs and
# reports coverage all the same, as it finds its own inputs by mutation.
# Remedy: fuzzerTestOneInput(byte[] input) and a ByteBuffer.
#
# Seen, the bytes 1 to 10, read as a byte, a short, 4 bytes, and what is left:
#   FuzzedDataProvider: 10, 0x0908, [1, 2, 3, 4], [5, 6, 7]
#   ByteBuffer: 1, 0x0203, [4, 5, 6, 7], [8, 9, 10]
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
for artifact in jazzer jazzer-api; do
  mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy \
    -Dartifact=com.code-intelligence:$artifact:0.24.0 -DoutputDirectory=. >/dev/null
done

cat >Provider.java <<'JAVA'
import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import java.util.Arrays;

public class Provider {
  public static void fuzzerTestOneInput(FuzzedDataProvider input) {
    System.out.printf("FuzzedDataProvider: %d, 0x%04x, %s, %s%n", input.consumeByte(), input.consumeShort(),
        Arrays.toString(input.consumeBytes(4)), Arrays.toString(input.consumeRemainingAsBytes()));
  }
}
JAVA
cat >Buffer.java <<'JAVA'
import java.nio.ByteBuffer;
import java.util.Arrays;

public class Buffer {
  public static void fuzzerTestOneInput(byte[] bytes) {
    ByteBuffer input = ByteBuffer.wrap(bytes);
    System.out.printf("ByteBuffer: %d, 0x%04x, %s, %s%n", input.get(), input.getShort(),
        Arrays.toString(Arrays.copyOfRange(bytes, 3, 7)), Arrays.toString(Arrays.copyOfRange(bytes, 7, bytes.length)));
  }
}
JAVA
javac -cp jazzer-api-0.24.0.jar Provider.java Buffer.java
printf '\1\2\3\4\5\6\7\10\11\12' >seed
for target in Provider Buffer; do
  java -cp "jazzer-0.24.0.jar:jazzer-api-0.24.0.jar:." com.code_intelligence.jazzer.Jazzer \
    --target_class=$target seed 2>log | grep -E '^(Fuzzed|Byte)' | tee -a seen
done
grep -qxF 'FuzzedDataProvider: 10, 0x0908, [1, 2, 3, 4], [5, 6, 7]' seen
grep -qxF 'ByteBuffer: 1, 0x0203, [4, 5, 6, 7], [8, 9, 10]' seen
