package dev.gossip.udp.fragment;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** A frame of which some parts have arrived. */
final class Reassembly {
  /** This object and its entries in collections, generously. */
  static final int OBJECT_BYTES = 512;

  /** The objects of a part besides its bytes, generously. */
  static final int PART_OBJECT_BYTES = 64;

  private static final class StoredPart {
    final int offset;
    final byte[] data;
    final @Nullable StoredPart before;

    StoredPart(int offset, byte[] data, @Nullable StoredPart before) {
      this.offset = offset;
      this.data = data;
      this.before = before;
    }
  }

  final PeerReassemblies owner;
  final TransferId id;
  final int frameBytes;
  final long startNanos;
  long lastPartNanos;

  // By units of 256 bytes. It grows with the highest offset that has arrived, not with the claim.
  private final BitSet arrived = new BitSet();
  private @Nullable StoredPart last;
  private int arrivedBytes;
  private int partObjectBytes;

  Reassembly(PeerReassemblies owner, TransferId id, int frameBytes, long nowNanos) {
    this.owner = owner;
    this.id = id;
    this.frameBytes = frameBytes;
    this.startNanos = nowNanos;
    this.lastPartNanos = nowNanos;
  }

  /** Memory. */
  int bytes() {
    return OBJECT_BYTES + arrivedBytes + partObjectBytes + arrived.size() / Byte.SIZE;
  }

  /** The number of units of a part that have arrived. */
  int arrivedUnits(int offset, int bytes) {
    int count = 0;
    for (int unit = offset / FragmentCodec.UNIT_BYTES; unit < endUnit(offset, bytes); unit++) {
      if (arrived.get(unit)) {
        count++;
      }
    }
    return count;
  }

  static int units(int bytes) {
    return (bytes + FragmentCodec.UNIT_BYTES - 1) / FragmentCodec.UNIT_BYTES;
  }

  private static int endUnit(int offset, int bytes) {
    return units(offset + bytes);
  }

  /** Copies a part of which nothing has arrived. */
  void store(int offset, ByteString data) {
    last = new StoredPart(offset, data.toByteArray(), last);
    arrived.set(offset / FragmentCodec.UNIT_BYTES, endUnit(offset, data.size()));
    arrivedBytes += data.size();
    partObjectBytes += PART_OBJECT_BYTES;
  }

  boolean isComplete() {
    return arrivedBytes == frameBytes;
  }

  /** The frame, once it is complete. */
  ByteString frame() {
    byte[] frame = new byte[frameBytes];
    for (StoredPart part = last; part != null; part = part.before) {
      System.arraycopy(part.data, 0, frame, part.offset, part.data.length);
    }
    return UnsafeByteOperations.unsafeWrap(frame);
  }
}
