package dev.gossip.udp.datagram;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import dev.gossip.core.wire.FieldScanner;
import dev.gossip.core.wire.MalformedException;
import dev.gossip.udp.fragment.Varints;
import dev.gossip.udp.proto.Acks;
import dev.gossip.udp.proto.Packet;
import java.nio.ByteBuffer;

/** The encoding of acknowledgements, in the body of a data datagram. */
public final class AcksCodec {

  /** The largest number of runs: 33 of numbers that arrived, and 32 of missing ones. */
  public static final int MAX_RUNS = 65;

  /** The size of the largest acknowledgement. */
  public static final int MAX_BYTES = 3 + 11 + 6 + 3 + 2 * MAX_RUNS;

  /** Of an acknowledgement in a {@code Packet}. */
  static final byte PACKET_TAG =
      (byte) (Packet.ACKS_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED);

  private static final byte HIGHEST_TAG = Acks.HIGHEST_FIELD_NUMBER << 3;
  private static final byte DELAY_TAG = Acks.DELAY_MICROS_FIELD_NUMBER << 3;
  private static final byte RUNS_TAG =
      (byte) (Acks.RUNS_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED);

  private static final int[] NO_RUNS = {};

  private AcksCodec() {}

  /**
   * An acknowledgement that arrived.
   *
   * @param highest the highest number that arrived, above 0
   * @param delayMicros time between its arrival and this acknowledgement
   * @param runs how many numbers from the highest downwards arrived, how many before those are
   *     missing, and so on, each above 0; all together at most {@code highest}
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Received(long highest, long delayMicros, int[] runs) {

    /** Whether a number is acknowledged. */
    public boolean contains(long number) {
      long high = highest;
      for (int i = 0; i < runs.length && number <= high; i++) {
        high -= runs[i];
        if (number > high) {
          return i % 2 == 0;
        }
      }
      return false;
    }
  }

  /**
   * Appends an acknowledgement.
   *
   * @param runs see {@link Received#runs}
   * @param count how many of them there are
   */
  public static void put(ByteBuffer to, long highest, long delayMicros, int[] runs, int count) {
    int delay = (int) Math.min(delayMicros, Integer.MAX_VALUE);
    int runsBytes = 0;
    for (int i = 0; i < count; i++) {
      runsBytes += Varints.bytes(runs[i]);
    }
    int bytes =
        1
            + CodedOutputStream.computeUInt64SizeNoTag(highest)
            + 1
            + Varints.bytes(delay)
            + 1
            + Varints.bytes(runsBytes)
            + runsBytes;
    to.put(PACKET_TAG);
    Varints.put(to, bytes);
    to.put(HIGHEST_TAG);
    Varints.put(to, highest);
    to.put(DELAY_TAG);
    Varints.put(to, delay);
    to.put(RUNS_TAG);
    Varints.put(to, runsBytes);
    for (int i = 0; i < count; i++) {
      Varints.put(to, runs[i]);
    }
  }

  /**
   * Decodes an acknowledgement.
   *
   * @throws MalformedException if it is not one
   */
  public static Received read(ByteString acks) throws MalformedException {
    return read(acks, 0, acks.size());
  }

  /** Decodes the acknowledgement in a range. */
  static Received read(ByteString bytes, int start, int end) throws MalformedException {
    long highest = 0;
    long delayMicros = 0;
    int[] runs = NO_RUNS;
    int next;
    for (int at = start; at < end; at = next) {
      int value = FieldScanner.endOfVarint(bytes, at, end);
      long tag = value < 0 ? 0 : FieldScanner.varint(bytes, at, value);
      next = FieldScanner.endOfField(bytes, tag, value, end);
      switch ((int) tag) {
        case HIGHEST_TAG -> highest = FieldScanner.varint(bytes, value, next);
        case DELAY_TAG -> delayMicros = FieldScanner.varint(bytes, value, next) & 0xffff_ffffL;
        case RUNS_TAG -> runs = runs(bytes, FieldScanner.endOfVarint(bytes, value, next), next);
        default -> {
          // A field of a later version.
        }
      }
    }
    if (highest <= 0 || runs.length == 0) {
      throw new MalformedException("an acknowledgement of nothing");
    }
    long left = highest;
    for (int run : runs) {
      left -= run;
    }
    if (left < 0) {
      throw new MalformedException("an acknowledgement of numbers below 1");
    }
    return new Received(highest, delayMicros, runs);
  }

  /** Decodes the packed numbers of a range. */
  private static int[] runs(ByteString packed, int start, int end) throws MalformedException {
    int[] runs = new int[countOf(packed, start, end)];
    int count = 0;
    long value = 0;
    int shift = 0;
    for (int i = start; i < end; i++) {
      byte next = packed.byteAt(i);
      value |= (long) (next & 0x7f) << shift;
      shift += 7;
      if (next >= 0) {
        if (value == 0 || value > Integer.MAX_VALUE) {
          throw new MalformedException("a run of no numbers, or of too many");
        }
        runs[count++] = (int) value;
        value = 0;
        shift = 0;
      } else if (shift > 4 * 7) {
        throw new MalformedException("a run is too long");
      }
    }
    if (shift != 0) {
      throw new MalformedException("a run does not end");
    }
    return runs;
  }

  /** How many numbers a range has: each ends with the first byte that has no continuation bit. */
  private static int countOf(ByteString packed, int start, int end) throws MalformedException {
    int count = 0;
    for (int i = start; i < end; i++) {
      count += packed.byteAt(i) >= 0 ? 1 : 0;
    }
    if (count > MAX_RUNS) {
      throw new MalformedException("too many runs");
    }
    return count;
  }
}
