package dev.gossip.diffusion;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.MessageId;
import dev.gossip.diffusion.proto.DiffusionFrame;
import java.util.ArrayList;
import java.util.List;

/** The bytes of {@code relay.diffusion}'s control frames. */
final class DiffusionCodec {
  /** Tag and length of each of the four fields. */
  private static final int OVERHEAD_BYTES = 4 * 4;

  /** What a frame says of which messages. */
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
   * As few frames as will do.
   *
   * @param maxBytes of a frame; one id is sent even if it does not fit
   */
  static List<ByteString> frames(Ids ids, int maxBytes) {
    int most = Math.max(1, (maxBytes - OVERHEAD_BYTES) / IdList.ID_BYTES);
    int sum = ids.have.size() + ids.want.size() + ids.heard.size() + ids.gone.size();
    List<ByteString> frames = new ArrayList<>();
    for (int from = 0; from < sum; from += most) {
      int wantFrom = from - ids.have.size();
      int heardFrom = wantFrom - ids.want.size();
      int goneFrom = heardFrom - ids.heard.size();
      frames.add(
          DiffusionFrame.newBuilder()
              .setHave(join(ids.have, from, most))
              .setWant(join(ids.want, wantFrom, most))
              .setHeard(join(ids.heard, heardFrom, most))
              .setGone(join(ids.gone, goneFrom, most))
              .build()
              .toByteString());
    }
    return frames;
  }

  /** Those ids of a list that lie within a window, which may begin before it and end behind it. */
  private static ByteString join(List<MessageId> ids, int from, int count) {
    int begin = Math.min(Math.max(from, 0), ids.size());
    int end = Math.min(Math.max(from + count, begin), ids.size());
    return IdList.join(ids.subList(begin, end));
  }
}
