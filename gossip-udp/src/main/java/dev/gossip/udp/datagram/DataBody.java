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
        frames = with(frames, frame);
      } else if (fields.isBytes(Packet.ACKS_FIELD_NUMBER)) {
        acks = AcksCodec.read(fields.bytes());
      } else if (fields.isBytes(Packet.FRAGMENTS_FIELD_NUMBER)) {
        if (fragments.size() == maxFrames) {
          throw new MalformedException("more than " + maxFrames + " fragments");
        }
        fragments = with(fragments, FragmentCodec.read(fields.bytes()));
      } else if (fields.isBytes(Packet.PADDING_FIELD_NUMBER)) {
        isPadded = true;
      }
    }
    if (fields.isMalformed()) {
      throw new MalformedException("not a packet");
    }
    return new DataBody(frames, fragments, acks, isPadded);
  }

  /** Nearly all datagrams of a network that is not busy have one part, which needs no array. */
  private static <T> List<T> with(List<T> parts, T next) {
    if (parts.isEmpty()) {
      return List.of(next);
    }
    List<T> all = parts.size() == 1 ? new ArrayList<>(parts) : parts;
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
