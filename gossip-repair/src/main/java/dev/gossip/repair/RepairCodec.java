package dev.gossip.repair;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.MessageId;
import dev.gossip.repair.proto.Ask;
import dev.gossip.repair.proto.RepairFrame;
import dev.gossip.repair.proto.Resolve;
import dev.gossip.repair.proto.Resolved;
import dev.gossip.repair.proto.Symbols;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Encodes and decodes the control frames of {@code relay.repair}. */
final class RepairCodec {
  static final int ID_BYTES = 32;

  /** The largest number of symbols that one question may ask for. */
  static final int MAX_SYMBOLS = 1_024;

  /** The largest number of short ids or ids in one frame. */
  static final int MAX_IDS = 512;

  /** Bytes for the tags, lengths and numbers of a frame, at most. */
  static final int OVERHEAD_BYTES = 40;

  static final ByteString NUDGE = RepairFrame.newBuilder().setNudge(true).build().toByteString();

  private RepairCodec() {}

  // ---- frames --------------------------------------------------------------------------------

  static ByteString ask(int round, long keyHalf, int setSize, int first, int count) {
    return RepairFrame.newBuilder()
        .setAsk(
            Ask.newBuilder()
                .setRound(round)
                .setKeyHalf(keyHalf)
                .setSetSize(setSize)
                .setFirst(first)
                .setCount(count))
        .build()
        .toByteString();
  }

  static ByteString symbols(int round, long keyHalf, int setSize, int first, ByteString symbols) {
    return RepairFrame.newBuilder()
        .setSymbols(
            Symbols.newBuilder()
                .setRound(round)
                .setKeyHalf(keyHalf)
                .setSetSize(setSize)
                .setFirst(first)
                .setSymbols(symbols))
        .build()
        .toByteString();
  }

  static ByteString resolve(int round, Collection<Long> shortIds) {
    return RepairFrame.newBuilder()
        .setResolve(Resolve.newBuilder().setRound(round).setShortIds(joinShort(shortIds)))
        .build()
        .toByteString();
  }

  static ByteString resolved(int round, List<MessageId> ids, Collection<Long> unknown) {
    return RepairFrame.newBuilder()
        .setResolved(
            Resolved.newBuilder()
                .setRound(round)
                .setIds(join(ids))
                .setUnknownShortIds(joinShort(unknown)))
        .build()
        .toByteString();
  }

  static ByteString request(List<MessageId> ids) {
    return RepairFrame.newBuilder().setRequest(join(ids)).build().toByteString();
  }

  static ByteString gone(List<MessageId> ids) {
    return RepairFrame.newBuilder().setGone(join(ids)).build().toByteString();
  }

  /** How many ids fit in a frame of so many bytes. */
  static int idsIn(int frameBytes) {
    return Math.min(MAX_IDS, (frameBytes - OVERHEAD_BYTES) / ID_BYTES);
  }

  /** How many short ids fit in a frame of so many bytes. */
  static int shortIdsIn(int frameBytes) {
    return Math.min(MAX_IDS, (frameBytes - OVERHEAD_BYTES) / Long.BYTES);
  }

  // ---- lists of ids --------------------------------------------------------------------------

  static List<MessageId> ids(ByteString bytes) throws InvalidProtocolBufferException {
    checkList(bytes, ID_BYTES);
    List<MessageId> ids = new ArrayList<>(bytes.size() / ID_BYTES);
    for (int at = 0; at < bytes.size(); at += ID_BYTES) {
      ids.add(new MessageId(bytes.substring(at, at + ID_BYTES).toByteArray()));
    }
    return ids;
  }

  static List<Long> shortIds(ByteString bytes) throws InvalidProtocolBufferException {
    checkList(bytes, Long.BYTES);
    List<Long> ids = new ArrayList<>(bytes.size() / Long.BYTES);
    var buffer = bytes.asReadOnlyByteBuffer();
    while (buffer.hasRemaining()) {
      ids.add(buffer.getLong());
    }
    return ids;
  }

  private static void checkList(ByteString bytes, int entryBytes)
      throws InvalidProtocolBufferException {
    if (bytes.size() % entryBytes != 0 || bytes.size() / entryBytes > MAX_IDS) {
      throw new InvalidProtocolBufferException(
          "a list of ids has at most " + MAX_IDS + " entries of " + entryBytes + " bytes");
    }
  }

  private static ByteString join(List<MessageId> ids) {
    return ByteString.copyFrom(ids.stream().map(MessageId::bytes).toList());
  }

  private static ByteString joinShort(Collection<Long> shortIds) {
    var buffer = java.nio.ByteBuffer.allocate(shortIds.size() * Long.BYTES);
    shortIds.forEach(buffer::putLong);
    return ByteString.copyFrom(buffer.flip());
  }
}
