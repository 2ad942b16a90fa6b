package dev.gossip.udp.datagram;

import com.google.protobuf.ByteString;
import dev.gossip.core.wire.FieldScanner;
import dev.gossip.core.wire.MalformedException;
import dev.gossip.udp.fragment.FragmentCodec;
import dev.gossip.udp.fragment.ReceivedFragment;
import dev.gossip.udp.proto.Packet;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of a data datagram. Its parts share memory with it.
 *
 * @param acks what the other end acknowledges; null if nothing
 * @param isPadded whether it is a probe of the path
 */
public record DataBody(
    List<ByteString> frames,
    List<ReceivedFragment> fragments,
    AcksCodec.@Nullable Received acks,
    boolean isPadded) {
  /** Room for the parts is made at once, but not for more than this. */
  private static final int MAX_LIKELY_PARTS = 512;

  private static final int FEW_FRAGMENTS = 9;

  /**
   * Decodes a body. All of it is checked first, so that a receiver processes all of its parts or
   * none.
   *
   * @throws MalformedException if it is no body, has an empty frame or too many frames
   */
  public static DataBody read(ByteString body) throws MalformedException {
    FieldScanner fields = new FieldScanner(body);
    int maxFrames = Datagrams.maxFrames(body.size() + Datagrams.HEADER_BYTES);
    List<ByteString> frames = List.of();
    List<ReceivedFragment> fragments = List.of();
    AcksCodec.Received acks = null;
    boolean isPadded = false;
    while (fields.next()) {
      if (fields.isBytes(Packet.FRAMES_FIELD_NUMBER)) {
        ByteString frame = fields.bytes();
        if (frame.isEmpty() || frames.size() == maxFrames) {
          throw new MalformedException("an empty frame, or more than " + maxFrames);
        }
        frames = with(frames, frame, body.size() / Datagrams.encodedBytes(frame));
      } else if (fields.isBytes(Packet.ACKS_FIELD_NUMBER)) {
        acks = AcksCodec.read(fields.bytes());
      } else if (fields.isBytes(Packet.FRAGMENTS_FIELD_NUMBER)) {
        if (fragments.size() == maxFrames) {
          throw new MalformedException("more than " + maxFrames + " fragments");
        }
        fragments = with(fragments, FragmentCodec.read(fields.bytes()), FEW_FRAGMENTS);
      } else if (fields.isBytes(Packet.PADDING_FIELD_NUMBER)) {
        isPadded = true;
      }
    }
    if (fields.isMalformed()) {
      throw new MalformedException("not a packet");
    }
    return new DataBody(frames, fragments, acks, isPadded);
  }

  /**
   * Nearly all datagrams of a network that is not busy have one part, which needs no array.
   *
   * @param likely how many parts a body has if all are as large as the next one
   */
  private static <T> List<T> with(List<T> parts, T next, int likely) {
    if (parts.isEmpty()) {
      return List.of(next);
    }
    List<T> all = parts;
    if (parts.size() == 1) {
      all = new ArrayList<>(Math.min(MAX_LIKELY_PARTS, 1 + likely));
      all.addAll(parts);
    }
    all.add(next);
    return all;
  }

  /** Whether the datagram asks for an acknowledgement. */
  public boolean asksForAcks() {
    return !frames.isEmpty() || isResent();
  }

  /** Whether the sender soon has to know that it has arrived. */
  public boolean isResent() {
    return !fragments.isEmpty() || isPadded;
  }
}
