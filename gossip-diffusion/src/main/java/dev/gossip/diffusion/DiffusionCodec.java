package dev.gossip.diffusion;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.MessageId;
import dev.gossip.diffusion.proto.DiffusionFrame;
import java.util.ArrayList;
import java.util.List;

/** Encodes and decodes the control frames of {@code relay.diffusion}. */
final class DiffusionCodec {
  /** Bytes for the tags and lengths of the four fields. */
  private static final int OVERHEAD_BYTES = 4 * 4;

  /**
   * The ids in a control frame.
   *
   * @param have messages that the sender has
   * @param want messages that the sender requests
   * @param heard messages that need not be announced to the sender again
   * @param gone requested messages that the sender cannot send
   */
  record Ids(
      List<MessageId> have, List<MessageId> want, List<MessageId> heard, List<MessageId> gone) {
    static Ids have(List<MessageId> ids) {
      return new Ids(ids, List.of(), List.of(), List.of());
    }

    static Ids want(List<MessageId> ids) {
      return new Ids(List.of(), ids, List.of(), List.of());
    }

    static Ids heard(List<MessageId> ids) {
      return new Ids(List.of(), List.of(), ids, List.of());
    }

    static Ids gone(List<MessageId> ids) {
      return new Ids(List.of(), List.of(), List.of(), ids);
    }
  }

  private DiffusionCodec() {}

  static Ids parse(ByteString body) throws InvalidProtocolBufferException {
    DiffusionFrame frame = DiffusionFrame.parseFrom(body);
    return new Ids(
        IdList.split(frame.getHave()),
        IdList.split(frame.getWant()),
        IdList.split(frame.getHeard()),
        IdList.split(frame.getGone()));
  }

  /**
   * Encodes ids into as few frames as possible.
   *
   * @param maxBytes the largest frame; a frame holds at least one id even if it does not fit
   */
  static List<ByteString> frames(Ids ids, int maxBytes) {
    int idsPerFrame = Math.max(1, (maxBytes - OVERHEAD_BYTES) / IdList.ID_BYTES);
    int total = ids.have.size() + ids.want.size() + ids.heard.size() + ids.gone.size();
    List<ByteString> frames = new ArrayList<>();
    for (int from = 0; from < total; from += idsPerFrame) {
      int wantFrom = from - ids.have.size();
      int heardFrom = wantFrom - ids.want.size();
      int goneFrom = heardFrom - ids.heard.size();
      frames.add(
          DiffusionFrame.newBuilder()
              .setHave(join(ids.have, from, idsPerFrame))
              .setWant(join(ids.want, wantFrom, idsPerFrame))
              .setHeard(join(ids.heard, heardFrom, idsPerFrame))
              .setGone(join(ids.gone, goneFrom, idsPerFrame))
              .build()
              .toByteString());
    }
    return frames;
  }

  /** Joins the ids within a window; it may start before the list and end after it. */
  private static ByteString join(List<MessageId> ids, int from, int count) {
    int begin = Math.min(Math.max(from, 0), ids.size());
    int end = Math.min(Math.max(from + count, begin), ids.size());
    return IdList.join(ids.subList(begin, end));
  }
}
