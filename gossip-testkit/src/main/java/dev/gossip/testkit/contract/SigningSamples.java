package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;

/** Messages to sign, slightly altered copies of them, and random bytes. */
final class SigningSamples {
  static final long SEED = 20_260_101;

  private SigningSamples() {}

  static List<ByteString> messages(int count) {
    SplittableRandom random = new SplittableRandom(SEED);
    List<ByteString> messages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      messages.add(bytes(random, 40 + i));
    }
    return messages;
  }

  /** Copies with one changed bit in each byte, and copies that are cut off or extended. */
  static List<ByteString> alterations(ByteString original) {
    List<ByteString> altered = new ArrayList<>();
    for (int i = 0; i < original.size(); i++) {
      for (int bit : new int[] {0x01, 0x80}) {
        byte[] copy = original.toByteArray();
        copy[i] = (byte) (copy[i] ^ bit);
        altered.add(ByteString.copyFrom(copy));
      }
    }
    altered.add(original.concat(ByteString.copyFrom(new byte[1])));
    if (!original.isEmpty()) {
      altered.add(original.substring(0, original.size() - 1));
      altered.add(original.substring(1));
      altered.add(original.concat(original));
      altered.add(ByteString.EMPTY);
    }
    return altered;
  }

  static ByteString bytes(SplittableRandom random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }

  static AuthorId randomAuthor(SplittableRandom random, int length) {
    return new AuthorId(bytes(random, length));
  }

  static String hex(AuthorId author) {
    return author.isNone() ? "none" : hex(author.key());
  }

  /** The bytes in hex, shortened to keep failure messages readable. */
  static String hex(ByteString bytes) {
    String hex = HexFormat.of().formatHex(bytes.toByteArray());
    return hex.length() <= 80 ? hex : hex.substring(0, 80) + "... (" + bytes.size() + " bytes)";
  }
}
