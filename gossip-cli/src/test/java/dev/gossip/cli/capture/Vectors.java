package dev.gossip.cli.capture;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The test vectors of {@code docs/wire-format.md}, as datagrams, and the keys of their sessions.
 */
final class Vectors {
  private static final Pattern VECTOR =
      Pattern.compile("^([a-z0-9-]+):\\R((?: +[0-9a-f ]+(?:\\R|\\z))+)", Pattern.MULTILINE);

  private static final ByteString MAGIC = ByteString.fromHex("476f");
  private static final ByteString PLAIN_DATA =
      ByteString.fromHex("476f0103f1f2f3f4f5f6f7f80000000000000009");
  private static final ByteString PLAIN_CLOSE =
      ByteString.fromHex("476f01060102030405060708000000000000000a");
  private static final int PROBE_BYTES = 1372;

  private static final String ALICE = "0102030405060708";
  private static final String BOB = "f1f2f3f4f5f6f7f8";

  private Vectors() {}

  /** All vectors, by name. */
  static Map<String, ByteString> all() throws IOException {
    Path module = Path.of(System.getProperty("basedir", ""));
    Matcher matcher = VECTOR.matcher(Files.readString(module.resolve("../docs/wire-format.md")));
    Map<String, ByteString> vectors = new LinkedHashMap<>();
    while (matcher.find()) {
      vectors.put(matcher.group(1), ByteString.fromHex(matcher.group(2).replaceAll("\\s", "")));
    }
    return vectors;
  }

  /**
   * The datagrams, by the name of their vector: frames in a data datagram of a plain link, the body
   * of a close in a close.
   */
  static Map<String, ByteString> datagrams() throws IOException {
    Map<String, ByteString> datagrams = new LinkedHashMap<>();
    all()
        .forEach(
            (name, bytes) -> {
              if (bytes.startsWith(MAGIC)) {
                // The document leaves out the zeros of the padding.
                int zeros = name.equals("datagram-data-probe") ? PROBE_BYTES - bytes.size() : 0;
                datagrams.put(name, bytes.concat(ByteString.copyFrom(new byte[zeros])));
              } else if (name.startsWith("frame-")) {
                datagrams.put(name, PLAIN_DATA.concat(field(1, bytes)));
              } else if (name.startsWith("body-close-")) {
                datagrams.put(name, PLAIN_CLOSE.concat(bytes));
              }
            });
    return datagrams;
  }

  /** The key log of a node that has had all sessions of the vectors. */
  static List<String> keyLog() throws IOException {
    Map<String, ByteString> all = all();
    return List.of(
        line(BOB, "AES_256_GCM", all.get("secure-key-dialer")),
        line(ALICE, "AES_256_GCM", all.get("secure-key-acceptor")),
        line(BOB, "CHACHA20_POLY1305", all.get("secure-key-dialer-chacha20")),
        line(ALICE, "CHACHA20_POLY1305", all.get("secure-key-acceptor-chacha20")));
  }

  private static String line(String connectionId, String cipher, @Nullable ByteString key) {
    StringBuilder hex = new StringBuilder();
    for (byte each : Objects.requireNonNull(key)) {
      hex.append(String.format(Locale.ROOT, "%02x", each));
    }
    return "GOSSIP_UDP_2 " + connectionId + " " + cipher + " " + hex;
  }

  /** A field of a protobuf message with bytes. */
  private static ByteString field(int number, ByteString bytes) {
    ByteBuffer head = ByteBuffer.allocate(8).put((byte) (number << 3 | 2));
    int left = bytes.size();
    while (left > 0x7f) {
      head.put((byte) ((left & 0x7f) | 0x80));
      left >>= 7;
    }
    return ByteString.copyFrom(head.put((byte) left).flip()).concat(bytes);
  }
}
