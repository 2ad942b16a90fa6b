package dev.gossip.udp.datagram;

import com.google.protobuf.ByteString;
import com.google.protobuf.WireFormat;
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

  private static final int FRAGMENTS_TAG =
      Packet.FRAGMENTS_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

  /**
   * Decodes a body. All of it is checked first, so that a receiver processes all of its parts or
   * none.
   *
   * @throws MalformedException if it is no body, has an empty frame or too many frames
   */
  public static DataBody read(ByteString body) throws MalformedException {
    int size = body.size();
    int maxFrames = Datagrams.maxFrames(size + Datagrams.HEADER_BYTES);
    List<ByteString> frames = List.of();
    List<ReceivedFragment> fragments = List.of();
    AcksCodec.Received acks = null;
    boolean isPadded = false;
    int end;
    for (int at = 0; at < size; at = end) {
      int value = FieldScanner.endOfVarint(body, at, size);
      long tag = value < 0 ? 0 : FieldScanner.varint(body, at, value);
      end = FieldScanner.endOfField(body, tag, value, size);
      switch ((int) tag) {
        case Datagrams.FRAMES_TAG -> {
          ByteString frame = FieldScanner.bytes(body, value, end);
          if (frame.isEmpty() || frames.size() == maxFrames) {
            throw new MalformedException("an empty frame, or more than " + maxFrames);
          }
          frames = with(frames, frame, (size - at) / (end - at));
        }
        case AcksCodec.PACKET_TAG ->
            acks = AcksCodec.read(body, FieldScanner.endOfVarint(body, value, end), end);
        case FRAGMENTS_TAG -> {
          if (fragments.size() == maxFrames) {
            throw new MalformedException("more than " + maxFrames + " fragments");
          }
          ByteString fragment = FieldScanner.bytes(body, value, end);
          fragments = with(fragments, FragmentCodec.read(fragment), (size - at) / (end - at));
        }
        case Datagrams.PADDING_TAG -> isPadded = true;
        default -> {
          // A field of a later version.
        }
      }
    }
    return new DataBody(frames, fragments, acks, isPadded);
  }

  /**
   * Nearly all datagrams of a network that is not busy have one part, which needs no array.
   *
   * @param likely how many parts a body has if those to come are as large as the next one
   */
  private static <T> List<T> with(List<T> parts, T next, int likely) {
    if (parts.isEmpty() && likely <= 1) {
      return List.of(next);
    }
    List<T> all = parts;
    if (!(parts instanceof ArrayList)) {
      all = new ArrayList<>(Math.min(MAX_LIKELY_PARTS, parts.size() + Math.max(1, likely)));
      if (!parts.isEmpty()) {
        all.add(parts.get(0));
      }
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
