package dev.gossip.cli.capture;

import static dev.gossip.cli.testing.BadInput.assertRejected;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.cli.testing.CliRun;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests which captures {@code gossip decrypt} reads, and what it writes. */
class DecryptTest {
  private static final HexFormat HEX = HexFormat.of();
  // Of secure-ping: the header with the upper bit of the type, and the token without the tag.
  private static final String OPENED_PING =
      "476f0286f1f2f3f4f5f6f7f800000000000000033132333435363738";

  @TempDir private Path folder = Path.of("");

  private Path keys = Path.of("");
  private byte[] ping = {};

  @BeforeEach
  void writeKeys() throws Exception {
    keys = Files.write(folder.resolve("keys"), Vectors.keyLog());
    ping = vector("secure-ping");
  }

  private static byte[] vector(String name) throws Exception {
    ByteString vector = Vectors.all().get(name);
    assertThat(vector).isNotNull();
    return vector == null ? new byte[0] : vector.toByteArray();
  }

  private CliRun decrypt(Path capture) {
    return CliRun.of("decrypt", capture.toString(), keys.toString(), "--out", out().toString());
  }

  private Path out() {
    return folder.resolve("out");
  }

  private List<String> openedBy(CaptureFile capture) throws Exception {
    CliRun run = decrypt(capture.write(folder.resolve("in")));
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    return Datagrams.of(out()).stream().map(each -> HEX.formatHex(each.toByteArray())).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 02000000",
    "1, 0000000000000000000000000800",
    "1, 00000000000000000000000081000001810000020800",
    "1, 000000000000000000000000810000010800",
    "12, ''",
    "14, ''",
    "101, ''",
    "108, 00000002",
    "113, 00000304000600000000000000000800",
    "228, ''",
    "276, 0800000000000001030400060000000000000000"
  })
  void datagramsOfAllLinkTypesAreOpened(int linkType, String head) throws Exception {
    byte[] packet = CaptureFile.loopback(5000, 5010, ping);
    CaptureFile capture = new CaptureFile(linkType, ByteOrder.BIG_ENDIAN);
    capture.add(concat(HEX.parseHex(head), packet));

    assertThat(openedBy(capture)).containsExactly(OPENED_PING);
  }

  @Test
  void ipv6DatagramsAreOpenedAlsoBehindExtensionHeaders() throws Exception {
    InetAddress from = InetAddress.getByName("2001:db8::1");
    InetAddress to = InetAddress.getByName("2001:db8::2");
    byte[] plain = CaptureFile.ip(from, 1, to, 2, ping);
    ByteBuffer extended = ByteBuffer.allocate(plain.length + 8);
    extended.put(plain, 0, 40).put(HEX.parseHex("1100010400000000"));
    extended.put(plain, 40, plain.length - 40);
    extended.put(6, (byte) 0).putShort(4, (short) (plain.length - 40 + 8));
    CaptureFile capture = CaptureFile.ofIp();
    capture.add(plain);
    capture.add(extended.array());

    assertThat(openedBy(capture)).containsExactly(OPENED_PING, OPENED_PING);
  }

  @Test
  void keysAndDatagramsMayBeThereTwice() throws Exception {
    List<String> lines = new ArrayList<>(Vectors.keyLog());
    lines.addAll(Vectors.keyLog());
    lines.add("# a remark");
    Files.write(keys, lines);
    CaptureFile capture = CaptureFile.ofIp();
    byte[] chacha = vector("secure-data-hello-chacha20");
    for (byte[] datagram : List.of(ping, ping, chacha, chacha)) {
      capture.add(CaptureFile.loopback(5000, 5010, datagram));
    }

    List<String> opened = openedBy(capture);

    assertThat(opened.subList(0, 2)).containsOnly(OPENED_PING);
    assertThat(opened.get(2)).startsWith("476f0285f1f2f3f4f5f6f7f80000000000000001" + "0a5e010a06");
    assertThat(opened.get(3)).isEqualTo(opened.get(2));
  }

  @Test
  void otherPacketsStayAsTheyAre() throws Exception {
    byte[] forged = ping.clone();
    forged[forged.length - 1] ^= 1;
    byte[] unknown = ping.clone();
    unknown[4] ^= 1;
    byte[] whole = CaptureFile.loopback(5000, 5010, ping);
    byte[] fragment = whole.clone();
    fragment[6] = 0x20;
    CaptureFile capture = CaptureFile.ofIp();
    capture.add(CaptureFile.loopback(5000, 5010, forged));
    capture.add(CaptureFile.loopback(5000, 5010, unknown));
    capture.add(CaptureFile.loopback(5000, 5010, vector("datagram-ping")));
    capture.add(CaptureFile.loopback(5000, 5010, "Go, a question".getBytes(US_ASCII)));
    capture.add(fragment);
    for (int length = 0; length < whole.length; length++) {
      capture.add(Arrays.copyOf(whole, length));
    }

    CliRun run = decrypt(capture.write(folder.resolve("in")));

    assertThat(run.exitCode()).isZero();
    assertThat(Files.readAllBytes(out())).isEqualTo(capture.bytes());
    assertThat(run.out())
        .containsExactly(
            (5 + whole.length)
                + " packets, 0 datagrams opened, 1 without a key, 1 damaged or forged: "
                + out());
    assertThat(run.err()).singleElement().asString().contains("gossip.debug.keylog");
  }

  @ParameterizedTest
  @CsvSource({"LITTLE", "BIG"})
  void pcapngKeepsItsOtherBlocks(String order) throws Exception {
    PcapngBlocks blocks =
        new PcapngBlocks(order.equals("BIG") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    byte[] packet = CaptureFile.loopback(5000, 5010, ping);
    byte[] expected =
        new UdpPacket(packet, 0, 20, packet.length).with(HEX.parseHex(OPENED_PING), 28);
    byte[] comment = "hello".getBytes(US_ASCII);

    byte[] capture = pcapng(blocks, packet, comment, true);
    CliRun run = decrypt(Files.write(folder.resolve("in"), capture));

    assertThat(run.err()).isEmpty();
    assertThat(Files.readAllBytes(out())).isEqualTo(pcapng(blocks, expected, comment, false));
    assertThat(run.out()).singleElement().asString().startsWith("4 packets, 4 datagrams opened, 0");
  }

  private static byte[] pcapng(PcapngBlocks blocks, byte[] packet, byte[] comment, boolean hash) {
    return concat(
        blocks.section(),
        blocks.networkInterface(CaptureFile.RAW),
        blocks.other(5, comment),
        blocks.packet(packet, comment, hash),
        blocks.packet(packet, new byte[0], false),
        blocks.oldPacket(packet),
        blocks.simplePacket(packet),
        blocks.other(0x80000bad, comment));
  }

  @Test
  void captureThatIsCutOffIsReadUpToItsEnd() throws Exception {
    CaptureFile capture = CaptureFile.ofIp();
    capture.add(CaptureFile.loopback(5000, 5010, ping));
    int complete = capture.bytes().length;
    capture.add(CaptureFile.loopback(5000, 5010, ping));
    for (int length = complete + 1; length < capture.bytes().length; length++) {
      Path in = Files.write(folder.resolve("in"), Arrays.copyOf(capture.bytes(), length));

      CliRun run = decrypt(in);

      assertThat(run.exitCode()).isZero();
      assertThat(run.err())
          .containsExactly("gossip: the capture ends within a packet, which is left out");
      assertThat(Datagrams.of(out())).hasSize(1);
      Files.delete(out());
    }
  }

  @Test
  void damagedCapturesAreRejectedAndLeaveNoFile() throws Exception {
    byte[] packet = CaptureFile.loopback(5000, 5010, ping);
    PcapngBlocks blocks = new PcapngBlocks(ByteOrder.LITTLE_ENDIAN);
    CaptureFile huge = CaptureFile.ofIp();
    huge.add(packet);
    byte[] hugePacket = huge.bytes();
    hugePacket[Pcap.HEADER_BYTES + 11] = 0x7f;
    byte[] hugeBlock = concat(blocks.section(), blocks.other(5, packet));
    hugeBlock[blocks.section().length + 7] = 0x70;
    Map<String, byte[]> damaged =
        Map.of(
            "a packet of", hugePacket,
            "a block of", hugeBlock,
            "its header is incomplete", Arrays.copyOf(hugePacket, 20),
            "an interface that is not described",
                concat(blocks.section(), blocks.packet(packet, new byte[0], false)),
            "neither pcap nor pcapng", packet);
    for (Map.Entry<String, byte[]> each : damaged.entrySet()) {
      Path in = Files.write(folder.resolve("in"), each.getValue());

      assertRejected(decrypt(in), List.of(in.toString(), each.getKey(), "capture"));
      assertThat(out()).doesNotExist();
    }
    assertRejected(decrypt(Files.write(folder.resolve("in"), new byte[0])), List.of("neither"));
  }

  @Test
  void randomBytesAreRejectedOrCopied() throws Exception {
    Random random = new Random(3);
    CaptureFile valid = CaptureFile.ofIp();
    PcapngBlocks blocks = new PcapngBlocks(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 5; i++) {
      valid.add(CaptureFile.loopback(5000, 5010, ping));
    }
    byte[] packet = CaptureFile.loopback(5000, 5010, ping);
    byte[][] captures = {valid.bytes(), pcapng(blocks, packet, new byte[3], true)};
    for (int i = 0; i < 300; i++) {
      byte[] mutated = captures[i % 2].clone();
      for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
        mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
      }
      Path in = Files.write(folder.resolve("in"), mutated);

      CliRun run = decrypt(in);

      assertThat(run.exitCode()).as("mutation %d of seed 3: %s", i, run.err()).isIn(0, 2);
      Files.deleteIfExists(out());
    }
  }

  @Test
  void keyLogsThatCannotBeUsedAreRejected() throws Exception {
    Path in = CaptureFile.ofIp().write(folder.resolve("in"));
    Files.writeString(keys, "something else\n");

    assertRejected(decrypt(in), List.of(keys.toString(), "no keys", "gossip.debug.keylog"));
    Files.delete(keys);
    assertRejected(decrypt(in), List.of(keys.toString(), "no such file", "gossip.debug.keylog"));
    Files.createDirectory(keys);
    assertRejected(decrypt(in), List.of(keys.toString(), "no such file", "gossip.debug.keylog"));
  }

  @Test
  void newCaptureIsPrivateAndOverwritesNothing() throws Exception {
    Path in = CaptureFile.ofIp().write(folder.resolve("in.pcap"));

    assertThat(CliRun.of("decrypt", in.toString(), keys.toString()).exitCode()).isZero();

    Path opened = folder.resolve("in-opened.pcap");
    byte[] before = Files.readAllBytes(opened);
    byte[] captured = Files.readAllBytes(in);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(opened)))
        .isEqualTo("rw-------");
    assertRejected(
        CliRun.of("decrypt", in.toString(), keys.toString()),
        List.of(opened.toString(), "exists already", "--out"));
    assertRejected(
        CliRun.of("decrypt", in.toString(), keys.toString(), "--out", in.toString()),
        List.of(in.toString(), "exists already", "--out"));
    assertThat(opened).hasBinaryContent(before);
    assertThat(in).hasBinaryContent(captured);
    assertRejected(
        CliRun.of("decrypt", folder.resolve("none").toString(), keys.toString()),
        List.of("none", "no such file"));
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
