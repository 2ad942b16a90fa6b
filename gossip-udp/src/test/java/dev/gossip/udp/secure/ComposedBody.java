package dev.gossip.udp.secure;

import com.google.protobuf.ByteString;
import dev.gossip.udp.datagram.Datagrams;
import dev.gossip.udp.datagram.SecureDatagrams;
import dev.gossip.udp.proto.Acks;
import dev.gossip.udp.proto.Fragment;
import dev.gossip.udp.proto.Packet;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The body of a data datagram as the bytes of a fuzzer describe it: frames, acknowledgements of
 * numbers near those that were sent, fragments near those that are right, and padding.
 */
final class ComposedBody {
  private static final int UNIT_BYTES = 256;
  private static final int MAX_BYTES = Datagrams.BASE_BYTES - SecureDatagrams.MIN_SEALED_BYTES;

  private final ByteBuffer description;
  private final long latestSent;
  private final Packet.Builder packet = Packet.newBuilder();

  /**
   * @param latestSent the number of the latest datagram that the receiver has sent
   */
  ComposedBody(byte[] description, long latestSent) {
    this.description = ByteBuffer.wrap(description);
    this.latestSent = latestSent;
  }

  /** Encodes what fits a datagram. */
  byte[] bytes() {
    byte[] fitting = new byte[0];
    // Few, since a single malformed one spoils them all.
    for (int fields = 1 + next() % 8; fields > 0; fields--) {
      switch (next() & 3) {
        case 0 -> packet.addFrames(ByteString.copyFrom(new byte[Math.max(1, next() & 63)]));
        case 1 -> packet.setAcks(acks());
        case 2 -> packet.addFragments(fragment());
        default -> packet.setPadding(ByteString.copyFrom(new byte[next()]));
      }
      byte[] encoded = packet.build().toByteArray();
      if (encoded.length > MAX_BYTES) {
        break;
      }
      fitting = encoded;
    }
    return fitting;
  }

  private int next() {
    return description.hasRemaining() ? description.get() & 0xff : 0;
  }

  private Acks acks() {
    int choice = next();
    long highest =
        switch (choice & 3) {
          case 0 -> latestSent;
          case 1 -> latestSent + (byte) next();
          case 2 -> (long) next() << (choice >>> 2);
          default -> latestSent - next();
        };
    Acks.Builder acks = Acks.newBuilder().setHighest(highest);
    acks.setDelayMicros(next() << (choice >>> 5 << 2));
    int many = next();
    for (int runs = many < 250 ? 1 + many % 8 : many % 70; runs > 0; runs--) {
      int run = next();
      acks.addRuns(run < 250 ? 1 + run % 8 : (run & 1) << (run << 3));
    }
    return acks.build();
  }

  private Fragment fragment() {
    int choice = next();
    byte[] frame = new byte[1 + next() * (1 + (choice & 7))];
    frame[0] = (byte) choice;
    byte[] hash = sha256(frame);
    int offset = next() % (frame.length / UNIT_BYTES + 1) * UNIT_BYTES;
    int bytes = Math.min(2 * UNIT_BYTES, Math.max(0, frame.length - offset));
    Fragment.Builder fragment =
        Fragment.newBuilder()
            .setFrameHash(ByteString.copyFrom(hash, 0, 16))
            .setFrameBytes(frame.length)
            .setTransfer(1 + (choice >>> 3 & 3))
            .setOffset(offset)
            .setData(ByteString.copyFrom(frame, Math.min(offset, frame.length), bytes));
    switch (choice >>> 5) {
      case 0 -> fragment.setOffset(offset + next());
      case 1 -> fragment.setFrameBytes(next() << (next() & 15));
      case 2 -> fragment.setData(ByteString.copyFrom(new byte[Math.max(1, next())]));
      case 3 -> fragment.setOffset(next() << (next() & 31));
      case 4 -> fragment.setTransfer(next() << (next() & 31));
      default -> {}
    }
    return fragment.build();
  }

  private static byte[] sha256(byte[] frame) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(frame);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
