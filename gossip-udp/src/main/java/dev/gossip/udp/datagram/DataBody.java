package dev.gossip.udp.datagram;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import dev.gossip.core.wire.FieldScanner;
import dev.gossip.core.wire.MalformedException;
import dev.gossip.udp.fragment.FragmentCodec;
import dev.gossip.udp.fragment.ReceivedFragment;
import dev.gossip.udp.proto.Packet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parts of the body of a data datagram. They share memory with it. Used for one body after the
 * other. Not thread-safe.
 */
public final class DataBody {
  /** Room for so many frames, and for so many fragments, is kept for the next body. */
  private static final int MAX_KEPT = 512;

  private static final int FRAGMENTS_TAG =
      Packet.FRAGMENTS_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

  private static final byte[] NO_BYTES = {};

  private List<ByteString> frames = new ArrayList<>(0);
  private List<ReceivedFragment> fragments = new ArrayList<>(0);
  private AcksCodec.@Nullable Received acks;
  private boolean isPadded;
  private boolean needsNoAcks;

  // The array of the latest datagram: nearly always, all arrive in the same one.
  private byte[] memory = NO_BYTES;
  private ByteString memoryBytes = ByteString.EMPTY;

  /**
   * Reads a body into a new object.
   *
   * @throws MalformedException as {@link #read(ByteString, int, int)} does
   */
  public static DataBody of(ByteString body) throws MalformedException {
    DataBody parts = new DataBody();
    parts.read(body);
    return parts;
  }

  /**
   * Reads what is left of a datagram, in place if it is in an array.
   *
   * @throws MalformedException as {@link #read(ByteString, int, int)} does
   */
  public void read(ByteBuffer body) throws MalformedException {
    if (!body.hasArray()) {
      read(ByteString.copyFrom(body));
      return;
    }
    if (body.array() != memory) {
      memory = body.array();
      memoryBytes = UnsafeByteOperations.unsafeWrap(memory);
    }
    int start = body.arrayOffset() + body.position();
    read(memoryBytes, start, start + body.remaining());
  }

  /**
   * Reads a body.
   *
   * @throws MalformedException as {@link #read(ByteString, int, int)} does
   */
  public void read(ByteString body) throws MalformedException {
    read(body, 0, body.size());
  }

  /**
   * Reads the body between two indices. All of it is checked first, so that a receiver processes
   * all of its parts or none.
   *
   * @throws MalformedException if it is no body, has an empty frame or too many frames; then there
   *     are no parts to use
   */
  void read(ByteString bytes, int start, int limit) throws MalformedException {
    clear();
    int maxFrames = Datagrams.maxFrames(limit - start + Datagrams.HEADER_BYTES);
    int end;
    for (int at = start; at < limit; at = end) {
      int value = FieldScanner.endOfVarint(bytes, at, limit);
      long tag = value < 0 ? 0 : FieldScanner.varint(bytes, at, value);
      end = FieldScanner.endOfField(bytes, tag, value, limit);
      switch ((int) tag) {
        case Datagrams.FRAMES_TAG -> {
          ByteString frame = FieldScanner.bytes(bytes, value, end);
          if (frame.isEmpty() || frames.size() == maxFrames) {
            throw new MalformedException("an empty frame, or more than " + maxFrames);
          }
          frames.add(frame);
        }
        case AcksCodec.PACKET_TAG ->
            acks = AcksCodec.read(bytes, FieldScanner.endOfVarint(bytes, value, end), end);
        case FRAGMENTS_TAG -> {
          if (fragments.size() == maxFrames) {
            throw new MalformedException("more than " + maxFrames + " fragments");
          }
          ByteString fragment = FieldScanner.bytes(bytes, value, end);
          fragments.add(FragmentCodec.read(fragment));
        }
        case Datagrams.PADDING_TAG -> isPadded = true;
        case Datagrams.NEEDS_NO_ACKS_TAG ->
            needsNoAcks = FieldScanner.varint(bytes, value, end) != 0;
        default -> {
          // A field of a later version.
        }
      }
    }
  }

  /** Forgets the parts, which otherwise keep the memory of the body. */
  public void clear() {
    frames = emptied(frames);
    fragments = emptied(fragments);
    acks = null;
    isPadded = false;
    needsNoAcks = false;
  }

  /** Gives back the room that only huge datagrams need. */
  private static <T> List<T> emptied(List<T> parts) {
    if (parts.size() > MAX_KEPT) {
      return new ArrayList<>(0);
    }
    parts.clear();
    return parts;
  }

  /** The frames that are whole, until the parts are cleared. */
  public List<ByteString> frames() {
    return frames;
  }

  /** The parts of larger frames, until the parts are cleared. */
  public List<ReceivedFragment> fragments() {
    return fragments;
  }

  /** What the other end acknowledges; null if nothing. */
  public AcksCodec.@Nullable Received acks() {
    return acks;
  }

  /** Whether the datagram is a probe of the path. */
  public boolean isPadded() {
    return isPadded;
  }

  /** Whether the datagram asks for an acknowledgement. */
  public boolean asksForAcks() {
    return (!frames.isEmpty() && !needsNoAcks) || isResent();
  }

  /** Whether the sender soon has to know that it has arrived. */
  public boolean isResent() {
    return !fragments.isEmpty() || isPadded;
  }
}
