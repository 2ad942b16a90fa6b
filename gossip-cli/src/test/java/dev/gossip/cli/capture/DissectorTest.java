package dev.gossip.cli.capture;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.cli.testing.CliRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that the dissector shows every field of the test vectors, sealed and opened. */
@RequiresTshark
class DissectorTest {
  private static final int ALICE_PORT = 5000;
  private static final int BOB_PORT = 40_001;

  @TempDir private Path folder = Path.of("");

  @Test
  void everyFieldOfEveryVectorIsShown() throws Exception {
    Map<String, ByteString> vectors = Vectors.datagrams();
    CaptureFile capture = CaptureFile.ofIp();
    vectors.values().forEach(datagram -> capture.add(packet(datagram)));

    List<Tshark.Packet> packets = Tshark.dissect(capture.write(folder.resolve("vectors.pcap")));

    assertShown(packets, new ArrayList<>(vectors.keySet()), new ArrayList<>(vectors.values()));
  }

  @Test
  void messageIdsAreThoseOfTheVectors() throws Exception {
    Map<String, ByteString> all = Vectors.all();
    Map<String, ByteString> vectors = Vectors.datagrams();
    CaptureFile capture = CaptureFile.ofIp();
    capture.add(packet(get(vectors, "frame-payload")));
    capture.add(packet(get(vectors, "frame-payload-signed")));
    ByteString hello = get(vectors, "datagram-data-hello");
    // The same HELLO of another network, of which the name is two bytes shorter.
    byte[] other = hello.toByteArray();
    String hex =
        HexFormat.of().formatHex(other).replace("0a5e010a06676f73736970", "0a5c010a0474657374");
    capture.add(packet(ByteString.fromHex(hex)));
    capture.add(packet(get(vectors, "frame-payload")));

    List<Tshark.Packet> packets = Tshark.dissect(capture.write(folder.resolve("ids.pcap")));

    assertThat(packets.get(0).values("message.id")).containsExactly(hex(get(all, "id")));
    assertThat(packets.get(1).values("message.id")).containsExactly(hex(get(all, "id-signed")));
    assertThat(packets.get(2).values("hello.network")).containsExactly("test");
    assertThat(packets.get(3).values("message.id")).containsExactly(hex(get(all, "id-elsewhere")));
  }

  @Test
  void everyFieldOfOpenedVectorsIsShown() throws Exception {
    Map<String, ByteString> vectors = Vectors.datagrams();
    CaptureFile capture = CaptureFile.ofIp();
    vectors.values().forEach(datagram -> capture.add(packet(datagram)));
    Path sealed = capture.write(folder.resolve("sealed.pcap"));
    Path keyLog = Files.write(folder.resolve("keys"), Vectors.keyLog());

    CliRun run = CliRun.of("decrypt", sealed.toString(), keyLog.toString());

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    Path opened = folder.resolve("sealed-opened.pcap");
    List<ByteString> datagrams = Datagrams.of(opened);
    List<Tshark.Packet> packets = Tshark.dissect(opened);
    assertShown(packets, new ArrayList<>(vectors.keySet()), datagrams);
    assertThat(packets).allSatisfy(packet -> assertThat(packet.values("sealed")).isEmpty());
    assertThat(packets.stream().mapToInt(packet -> packet.values("opened").size()).sum())
        .isEqualTo(11);
  }

  @Test
  void malformedDatagramsAreMarkedAndDoNotDisturb() throws Exception {
    List<ByteString> datagrams = new ArrayList<>(Vectors.datagrams().values());
    CaptureFile capture = CaptureFile.ofIp();
    int cut = 0;
    for (ByteString datagram : datagrams) {
      for (int length = 12; length < datagram.size(); length += 7) {
        capture.add(packet(datagram.substring(0, length)));
        cut++;
      }
    }
    capture.add(packet(datagrams.get(0)));

    List<Tshark.Packet> packets = Tshark.dissect(capture.write(folder.resolve("cut.pcap")));

    assertThat(packets).hasSize(cut + 1);
    assertThat(packets.get(cut).values("hello.network")).containsExactly("gossip");
    int marked = 0;
    for (Tshark.Packet packet : packets) {
      assertThat(packet.values("magic")).containsExactly("Go");
      int marks = packet.values("malformed").size();
      // Wireshark marks a packet in the same way if the dissector has failed.
      assertThat(Collections.frequency(packet.protocols(), "_ws.malformed")).isEqualTo(marks);
      marked += marks;
    }
    assertThat(marked).isGreaterThan(cut / 3);
  }

  private static void assertShown(
      List<Tshark.Packet> packets, List<String> names, List<ByteString> datagrams)
      throws Exception {
    assertThat(packets).hasSameSizeAs(datagrams);
    ExpectedFields expected = new ExpectedFields();
    for (int i = 0; i < packets.size(); i++) {
      Tshark.Packet packet = packets.get(i);
      assertThat(packet.received())
          .as(names.get(i))
          .isEqualTo(expected.of("alice", datagrams.get(i)));
      assertThat(packet.protocols())
          .as("the parts of %s, and remarks about them", names.get(i))
          .containsExactly("geninfo", "frame", "raw", "ip", "udp", "gossip");
    }
  }

  private static ByteString get(Map<String, ByteString> vectors, String name) {
    return requireNonNull(vectors.get(name), name);
  }

  private static byte[] packet(ByteString datagram) {
    return CaptureFile.loopback(BOB_PORT, ALICE_PORT, datagram.toByteArray());
  }

  private static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }
}
