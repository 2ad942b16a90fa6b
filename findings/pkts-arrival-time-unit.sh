#!/usr/bin/env bash
# pkts.io says that an arrival time is in microseconds, and gives nanoseconds when the capture has nanoseconds.
#
# Package: io.pkts:pkts-core 3.0.10 with its dependencies (JDK 17.0.15).
# A capture file has its times in microseconds or, with another number at its start, in nanoseconds, as
# "tcpdump --time-stamp-precision=nano" and "editcap -F nsecpcap" write it. getArrivalTime of a packet is
# "in microseconds" by its documentation, and with the first kind of file it is. With the second it returns a
# number a thousand times as large: all delays of a network grow by it, quietly, as nothing but the date looks
# wrong, and a mean over captures of both kinds is of no unit at all.
# Remedy: divide if pcap.getPcapHeader().timestampsInNs().
#
# Seen, two datagrams that left 1.5 ms apart, in both kinds of file:
#   microseconds: 2026-01-01T00:00:00.500Z, 1500 later
#   nanoseconds: +57971-02-25T00:08:20Z, 1500000 later
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >pom.xml <<'XML'
<project><modelVersion>4.0.0</modelVersion><groupId>x</groupId><artifactId>x</artifactId><version>1</version>
  <dependencies><dependency><groupId>io.pkts</groupId><artifactId>pkts-core</artifactId>
    <version>3.0.10</version></dependency></dependencies></project>
XML
mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies -DoutputDirectory=lib >/dev/null
python3 - <<'PYTHON'
import struct
frame = bytes.fromhex('00' * 12 + '0800' # Ethernet, then IPv4 and UDP
    + '4500001d00004000401126ce' + '0a000001' + '0a000002' + '1b581b59' + '00090000' + '01')
for name, magic, factor in ('microseconds', 0xa1b2c3d4, 1), ('nanoseconds', 0xa1b23c4d, 1000):
    with open(name, 'wb') as file: # version 2.4, zone, accuracy, longest packet, Ethernet
        file.write(struct.pack('>I2H4I', magic, 2, 4, 0, 0, 65535, 1))
        for time in 500_000, 501_500:
            file.write(struct.pack('>4I', 1_767_225_600, time * factor, len(frame), len(frame)) + frame)
PYTHON
cat >Times.java <<'JAVA'
import io.pkts.Pcap;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.*;

public class Times {
  public static void main(String[] files) throws Exception {
    for (String file : files) {
      List<Long> times = new ArrayList<>();
      Pcap.openStream(file).loop(packet -> times.add(packet.getArrivalTime()));
      Instant first = Instant.EPOCH.plus(times.get(0), ChronoUnit.MICROS);
      System.out.println(file + ": " + first + ", " + (times.get(1) - times.get(0)) + " later");
    }
  }
}
JAVA
java -cp 'lib/*' Times.java microseconds nanoseconds 2>log | tee seen
grep -qxF 'microseconds: 2026-01-01T00:00:00.500Z, 1500 later' seen
grep -qxF 'nanoseconds: +57971-02-25T00:08:20Z, 1500000 later' seen
