package dev.gossip.udp;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.core.proto.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Generates malformed input, most of it close enough to valid input to pass the first checks. */
final class Mutator {
  private static final int MAX_FIELD_NUMBER = 8;

  private final SplittableRandom random;

  Mutator(SplittableRandom random) {
    this.random = random;
  }

  byte[] flipBits(byte[] original) {
    byte[] mutated = original.clone();
    for (int i = mutated.length == 0 ? 0 : 1 + random.nextInt(8); i > 0; i--) {
      mutated[random.nextInt(mutated.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return mutated;
  }

  /** Flips bits after the header only, so that the body is still decoded. */
  byte[] flipBitsOfBody(byte[] original) {
    if (original.length <= DatagramCodec.HEADER_BYTES) {
      return original.clone();
    }
    byte[] mutated = original.clone();
    byte[] body = Arrays.copyOfRange(original, DatagramCodec.HEADER_BYTES, original.length);
    System.arraycopy(flipBits(body), 0, mutated, DatagramCodec.HEADER_BYTES, body.length);
    return mutated;
  }

  byte[] truncate(byte[] original) {
    return Arrays.copyOf(original, random.nextInt(original.length + 1));
  }

  byte[] extend(byte[] original) {
    return concat(original, bytes(random.nextInt(64)));
  }

  /** Joins a prefix of one with a suffix of the other. */
  byte[] splice(byte[] one, byte[] two) {
    return concat(
        Arrays.copyOf(one, random.nextInt(one.length + 1)),
        Arrays.copyOfRange(two, random.nextInt(two.length + 1), two.length));
  }

  byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Random bytes, mostly up to the largest datagram size, sometimes up to a jumbo frame. */
  byte[] bytesOfAnyLength() {
    return bytes(random.nextInt(random.nextInt(8) == 0 ? 9_001 : 1_201));
  }

  byte[] mutate(byte[] original, byte[] other) {
    return switch (random.nextInt(5)) {
      case 0 -> flipBits(original);
      case 1 -> flipBitsOfBody(original);
      case 2 -> truncate(original);
      case 3 -> extend(original);
      default -> splice(original, other);
    };
  }

  /** Random protobuf fields, some of them with a wrong length or without a value. */
  byte[] fields() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream output = CodedOutputStream.newInstance(bytes);
    try {
      for (int i = random.nextInt(8); i > 0; i--) {
        int wireType = random.nextInt(8);
        output.writeUInt32NoTag((random.nextInt(MAX_FIELD_NUMBER + 1) << 3) | wireType);
        switch (wireType) {
          case 0 -> output.writeUInt64NoTag(random.nextLong() >>> random.nextInt(64));
          case 1 -> output.writeFixed64NoTag(random.nextLong());
          case 2 -> lengthDelimited(output);
          case 5 -> output.writeFixed32NoTag(random.nextInt());
          default -> {
            // A group tag or an undefined wire type: no value follows.
          }
        }
      }
      output.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private void lengthDelimited(CodedOutputStream output) throws IOException {
    byte[] value = random.nextInt(4) == 0 ? fields() : bytes(random.nextInt(80));
    boolean wrongLength = random.nextInt(8) == 0;
    output.writeUInt32NoTag(wrongLength ? random.nextInt() >>> random.nextInt(32) : value.length);
    output.writeRawBytes(value);
  }

  /**
   * Random frames of valid and undefined kinds.
   *
   * @param genuine valid frames to mutate
   */
  List<ByteString> frames(List<ByteString> genuine) {
    List<ByteString> frames = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      frames.add(frame(genuine));
    }
    return frames;
  }

  private ByteString frame(List<ByteString> genuine) {
    ByteString one = genuine.isEmpty() ? ByteString.EMPTY : pick(genuine);
    if (!one.isEmpty() && one.byteAt(0) == DatagramCodec.PAYLOAD_FRAME && random.nextInt(2) == 0) {
      return payload(one);
    }
    if (!one.isEmpty() && random.nextInt(2) == 0) {
      return ByteString.copyFrom(mutate(one.toByteArray(), pick(genuine).toByteArray()));
    }
    byte[] body = random.nextInt(3) == 0 ? bytes(random.nextInt(200)) : fields();
    // HELLOs are rare because they can end the link. Some kinds are undefined.
    int kind = random.nextInt(50) == 0 ? DatagramCodec.HELLO_FRAME : 2 + random.nextInt(3);
    return ByteString.copyFrom(concat(new byte[] {(byte) kind}, body));
  }

  /** A well-formed payload frame with mutated contents. */
  private ByteString payload(ByteString genuine) {
    try {
      Payload.Builder payload = Payload.parseFrom(genuine.substring(1)).toBuilder();
      byte[] content = payload.getContent().toByteArray();
      switch (random.nextInt(6)) {
        case 0 -> payload.setHeader(ByteString.copyFrom(bytes(random.nextInt(80))));
        case 1 -> payload.setSignature(ByteString.copyFrom(bytes(random.nextInt(80))));
        case 2 -> payload.setContent(ByteString.copyFrom(fields()));
        // A repeated field replaces the first one, which gives a message with other values.
        case 3 -> payload.setContent(ByteString.copyFrom(concat(content, fields())));
        default -> payload.setContent(ByteString.copyFrom(mutate(content, fields())));
      }
      return DatagramCodec.frame(DatagramCodec.PAYLOAD_FRAME, payload.build());
    } catch (InvalidProtocolBufferException e) {
      return ByteString.copyFrom(flipBits(genuine.toByteArray()));
    }
  }

  <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  static byte[] concat(byte[] one, byte[] two) {
    byte[] both = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, both, one.length, two.length);
    return both;
  }
}
