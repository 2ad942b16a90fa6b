package dev.gossip.benchmarks;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.core.proto.Content;
import dev.gossip.core.proto.Control;
import dev.gossip.core.proto.Hello;
import dev.gossip.core.proto.Payload;
import dev.gossip.udp.proto.Packet;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Kinds of attack: the datagrams that a hostile peer sends, well-formed or not. */
enum AttackKind {
  RANDOM_BODIES("random bytes instead of frames", bytes -> bytes.random(1_180)),
  SMALL_BODIES("4 random bytes instead of frames", bytes -> bytes.random(4)),
  EMPTY_FRAMES("590 empty frames", bytes -> repeated("0a00", 590)),
  TINY_HELLOS("295 HELLOs of 2 bytes that do not parse", bytes -> repeated("0a0201ff", 295)),
  BAD_HELLOS("64 HELLOs that do not parse", bytes -> frames(64, padded("01ff", 16))),
  ONE_BAD_HELLO("one HELLO that does not parse", bytes -> frames(1, padded("01ff", 2))),
  ASKING_HELLOS("12 HELLOs that ask for an answer", Bytes::askingHellos),
  CHANNELS("a HELLO with 580 channels", Bytes::manyChannels),
  UNKNOWN_KINDS("64 frames of an unknown kind", bytes -> frames(64, padded("09", 16))),
  ONE_UNKNOWN_KIND("one frame of an unknown kind", bytes -> frames(1, padded("09", 1))),
  BAD_PAYLOADS("64 payload frames that do not parse", bytes -> frames(64, padded("02ff", 16))),
  ONE_BAD_PAYLOAD("one payload frame that does not parse", bytes -> frames(1, padded("02ff", 2))),
  BAD_TOPICS("20 messages with a garbled topic", Bytes::badTopics),
  DUPLICATES("a known message again and again", Bytes::duplicates),
  EXPIRED("10 messages of an hour ago", Bytes::expired),
  BAD_SIGNATURES("6 messages with a bad signature", bytes -> bytes.signed(32, 64)),
  BAD_AUTHORS("6 messages whose author has 31 bytes", bytes -> bytes.signed(31, 64)),
  BAD_LENGTHS("6 messages whose signature has 63 bytes", bytes -> bytes.signed(32, 63)),
  CONTROLS("64 empty control frames", bytes -> frames(64, padded("03", 1))),
  CHANNEL_9("64 control frames without an owner", bytes -> frames(64, padded("030809", 3))),
  BAD_CONTROLS("64 control frames that the relay cannot read", Bytes::badControls),
  ONE_BAD_CONTROL("one control frame that the relay cannot read", Bytes::badControl),
  UNKNOWN_FIELDS("a control frame of 580 unknown fields", Bytes::unknownFields),
  HAVE("announcements of 35 messages that nobody has", bytes -> bytes.ids(0x0a)),
  WANT("requests for 35 messages that nobody has", bytes -> bytes.ids(0x12)),
  COMPARISONS("20 comparisons with repair, one after the other", Bytes::comparisons),
  QUESTIONS("20 questions of repair for 1,024 symbols", Bytes::questions),
  REPAIR_REQUESTS("requests of repair for 34 messages", bytes -> bytes.repairIds(0x2a)),
  NUDGES("64 nudges of repair", Bytes::nudges),
  SYMBOLS("70 symbols of repair that nobody asked for", Bytes::symbols),
  PINGS("pings", (byte) 4, bytes -> new byte[0]),
  BAD_CLOSES("closes that do not parse", (byte) 6, bytes -> new byte[] {(byte) 0xff}),
  BAD_ACCEPTS("accepts that do not parse", (byte) 2, bytes -> new byte[] {(byte) 0xff});

  private static final byte DATA = 3;

  private final String label;
  private final byte type;

  @SuppressWarnings("ImmutableEnumChecker") // a function without state
  private final Maker maker;

  /** Makes the contents of datagrams. */
  private interface Maker {
    byte[] make(Bytes bytes);
  }

  AttackKind(String label, Maker maker) {
    this(label, DATA, maker);
  }

  AttackKind(String label, byte type, Maker maker) {
    this.label = label;
    this.type = type;
    this.maker = maker;
  }

  String label() {
    return label;
  }

  /** The relay that understands the control frames; arbitrary for kinds without control frames. */
  String relay() {
    return switch (this) {
      case BAD_CONTROLS, ONE_BAD_CONTROL, UNKNOWN_FIELDS, HAVE, WANT -> "diffusion";
      case COMPARISONS, QUESTIONS, REPAIR_REQUESTS, NUDGES, SYMBOLS -> "repair";
      default -> "flooding";
    };
  }

  /** Whether every datagram must be different. Otherwise one is made and sent repeatedly. */
  private boolean isFresh() {
    return switch (this) {
      case RANDOM_BODIES,
          SMALL_BODIES,
          BAD_TOPICS,
          EXPIRED,
          BAD_SIGNATURES,
          BAD_AUTHORS,
          BAD_LENGTHS,
          HAVE,
          WANT,
          COMPARISONS,
          REPAIR_REQUESTS,
          SYMBOLS ->
          true;
      default -> false;
    };
  }

  /**
   * Creates the attack against a victim.
   *
   * @param known a message that the victim has
   * @param hello a HELLO that the victim accepts
   */
  HostilePeer.Attack against(GossipMessage known, Hello hello) {
    Bytes bytes = new Bytes(known, hello);
    byte[] first = maker.make(bytes);
    Supplier<byte[]> next = isFresh() ? () -> maker.make(bytes) : () -> first;
    return new HostilePeer.Attack() {
      @Override
      public byte type() {
        return type;
      }

      @Override
      public byte[] body() {
        return next.get();
      }
    };
  }

  /** Datagrams of the same size as the attack's, but of an unknown type. */
  static HostilePeer.Attack garbageOfSameSize(HostilePeer.Attack attack) {
    byte[] body = attack.body().clone();
    return new HostilePeer.Attack() {
      @Override
      public byte type() {
        // An unknown type: dropped as soon as the header is read.
        return 99;
      }

      @Override
      public byte[] body() {
        return body;
      }
    };
  }

  private static byte[] repeated(String hex, int times) {
    return ByteString.fromHex(hex.repeat(times)).toByteArray();
  }

  private static ByteString padded(String hex, int size) {
    ByteString begin = ByteString.fromHex(hex);
    return begin.concat(ByteString.copyFrom(new byte[size - begin.size()]));
  }

  private static byte[] frames(int count, ByteString frame) {
    return packet(Collections.nCopies(count, frame));
  }

  private static byte[] packet(List<ByteString> frames) {
    return Packet.newBuilder().addAllFrames(frames).build().toByteArray();
  }

  private static ByteString frame(int kind, ByteString body) {
    return ByteString.copyFrom(new byte[] {(byte) kind}).concat(body);
  }

  /** Builds the contents of datagrams. Not thread-safe. */
  private static final class Bytes {
    private static final long HOUR_MILLIS = 3_600_000;

    private final GossipMessage known;
    private final Hello hello;
    private final Random random = new Random(1);
    private int round;

    Bytes(GossipMessage known, Hello hello) {
      this.known = known;
      this.hello = hello;
    }

    byte[] random(int size) {
      byte[] bytes = new byte[size];
      random.nextBytes(bytes);
      return bytes;
    }

    byte[] askingHellos() {
      Hello asking = hello.toBuilder().setHeardYou(true).setAnswerMe(true).build();
      return frames(12, frame(1, asking.toByteString()));
    }

    byte[] manyChannels() {
      ByteBuffer channels = ByteBuffer.allocate(1_160);
      while (channels.hasRemaining()) {
        channels.put((byte) 0x1a).put((byte) 0);
      }
      // Malformed at the end; a well-formed one would be refused and end the link.
      channels.put(channels.limit() - 1, (byte) 9);
      return frames(1, frame(1, ByteString.copyFrom(channels.flip())));
    }

    byte[] duplicates() {
      ByteString copy = payload(known.signedBytes(), known.signature());
      return frames(Math.max(1, 1_170 / (copy.size() + 3)), copy);
    }

    byte[] badTopics() {
      ByteString content = ByteString.fromHex("1202ff").concat(ByteString.copyFrom(random(40)));
      return frames(20, payload(content, ByteString.EMPTY));
    }

    byte[] expired() {
      ByteString content =
          Content.newBuilder()
              .setAuthor(ByteString.copyFrom(random(32)))
              .setCreatedMillis(System.currentTimeMillis() - HOUR_MILLIS)
              .setPayload(ByteString.copyFrom(random(20)))
              .build()
              .toByteString();
      return frames(10, payload(content, ByteString.EMPTY));
    }

    byte[] signed(int authorBytes, int signatureBytes) {
      ByteString[] frames = new ByteString[6];
      Arrays.setAll(frames, unused -> signedFrame(authorBytes, signatureBytes));
      return packet(List.of(frames));
    }

    private ByteString signedFrame(int authorBytes, int signatureBytes) {
      ByteString author =
          authorBytes == known.author().key().size()
              ? known.author().key()
              : ByteString.copyFrom(random(authorBytes));
      ByteString content =
          Content.newBuilder()
              .setAuthor(author)
              .setSequence(random.nextLong())
              .setCreatedMillis(System.currentTimeMillis())
              .setLifetimeMillis(60_000)
              .setPayload(ByteString.copyFrom(random(20)))
              .build()
              .toByteString();
      byte[] signature = random(signatureBytes);
      // Keeps the scalar below the group order; otherwise it is refused without any arithmetic.
      signature[signatureBytes - 1] = 0;
      return payload(content, ByteString.copyFrom(signature));
    }

    byte[] badControls() {
      return frames(64, control(ByteString.fromHex("0a0101")));
    }

    byte[] badControl() {
      return frames(1, control(ByteString.fromHex("0a0101")));
    }

    byte[] unknownFields() {
      return frames(1, control(ByteString.fromHex("7801".repeat(580))));
    }

    byte[] ids(int tag) {
      ByteString list = ByteString.copyFrom(random(35 * 32));
      ByteString head = ByteString.fromHex(String.format(Locale.ROOT, "%02xe008", tag));
      return frames(1, control(head.concat(list)));
    }

    /** Each question begins another comparison. */
    byte[] comparisons() {
      return packet(Stream.generate(() -> question(++round, 8)).limit(20).toList());
    }

    byte[] questions() {
      return frames(20, question(Integer.MAX_VALUE, 1_024));
    }

    /** The message {@code Ask} of a {@code RepairFrame}. */
    private static ByteString question(int round, int symbols) {
      ByteString ask =
          ByteString.fromHex(
              "08%s11%s18%s28%s"
                  .formatted(varint(round), "0100000000000000", varint(1 << 30), varint(symbols)));
      return control(
          ByteString.fromHex(String.format(Locale.ROOT, "0a%02x", ask.size())).concat(ask));
    }

    private static String varint(int value) {
      StringBuilder hex = new StringBuilder();
      int rest = value;
      while (rest >= 0x80) {
        hex.append(String.format(Locale.ROOT, "%02x", (rest & 0x7f) | 0x80));
        rest >>>= 7;
      }
      return hex.append(String.format(Locale.ROOT, "%02x", rest)).toString();
    }

    byte[] repairIds(int tag) {
      ByteString list = ByteString.copyFrom(random(34 * 32));
      ByteString head =
          ByteString.fromHex(String.format(Locale.ROOT, "%02x%s", tag, varint(list.size())));
      return frames(1, control(head.concat(list)));
    }

    byte[] nudges() {
      return frames(64, control(ByteString.fromHex("3801")));
    }

    byte[] symbols() {
      ByteString symbols = ByteString.copyFrom(random(70 * 13));
      ByteString frame =
          ByteString.fromHex("08012a%s".formatted(varint(symbols.size()))).concat(symbols);
      ByteString head = ByteString.fromHex("12%s".formatted(varint(frame.size())));
      return frames(1, control(head.concat(frame)));
    }

    private static ByteString payload(ByteString content, ByteString signature) {
      return frame(
          2,
          Payload.newBuilder().setContent(content).setSignature(signature).build().toByteString());
    }

    private static ByteString control(ByteString body) {
      return frame(3, Control.newBuilder().setBody(body).build().toByteString());
    }
  }
}
