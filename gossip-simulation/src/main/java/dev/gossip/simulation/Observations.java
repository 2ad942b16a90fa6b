package dev.gossip.simulation;

import com.google.protobuf.ByteString;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.relay.RelayStrategy;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Records at every node which peer first revealed each message to it. This is cheap and does not
 * affect the run, so any set of nodes can be treated as spies afterwards.
 */
final class Observations {
  private static final int PREFIX_BITS = 16;

  private final Function<MessageId, @Nullable MessageRecord> messages;
  // By the first eight bytes of the id. Two ids that share them are so unlikely that one may win.
  private final Map<Long, MessageId> byPrefix = new HashMap<>();
  // A filter: rules out nearly all positions in a control frame without a map lookup.
  private final BitSet shortPrefixes = new BitSet(1 << PREFIX_BITS);
  private final Map<PeerId, Integer> indices = new HashMap<>();
  private final LongSupplier nowNanos;

  Observations(Function<MessageId, @Nullable MessageRecord> messages, LongSupplier nowNanos) {
    this.messages = messages;
    this.nowNanos = nowNanos;
  }

  /** A node started with this id. */
  void identified(PeerId id, int index) {
    indices.put(id, index);
  }

  /** Wraps the relay of a node so that what its peers reveal to it is recorded. */
  UnaryOperator<RelayStrategy.Factory> watching(int index) {
    WatchedRelay.FrameObserver observer =
        new WatchedRelay.FrameObserver() {
          @Override
          public void payload(Peer from, MessageId id) {
            Observation observation = observation(index, from);
            if (observation != null) {
              Observations.this.payload(observation, id);
            }
          }

          @Override
          public void control(Peer from, ByteString body) {
            Observation observation = observation(index, from);
            if (observation != null) {
              Observations.this.control(observation, body);
            }
          }
        };
    return factory -> context -> new WatchedRelay(factory.create(context), observer);
  }

  /** Null if the peer's id is unknown, because it arrived with flipped bits. */
  private @Nullable Observation observation(int watcher, Peer from) {
    Integer index = indices.get(from.id());
    return index == null ? null : new Observation(watcher, index, nowNanos.getAsLong());
  }

  void published(MessageId id) {
    byPrefix.put(id.word(0), id);
    shortPrefixes.set(shortPrefix(id.word(0)));
  }

  void payload(Observation observation, MessageId id) {
    MessageRecord message = messages.apply(id);
    if (message != null) {
      message.observed(observation);
    }
  }

  /** Searches the body for ids at any position, so it works for the frames of every strategy. */
  void control(Observation observation, ByteString body) {
    long prefix = 0;
    for (int end = 0; end < body.size(); end++) {
      prefix = (prefix << Byte.SIZE) | (body.byteAt(end) & 0xff);
      int begin = end + 1 - Long.BYTES;
      if (begin >= 0 && shortPrefixes.get(shortPrefix(prefix))) {
        MessageId id = byPrefix.get(prefix);
        if (id != null && isAt(body, begin, id)) {
          payload(observation, id);
        }
      }
    }
  }

  private static boolean isAt(ByteString body, int begin, MessageId id) {
    ByteString bytes = id.bytes();
    return begin + bytes.size() <= body.size()
        && body.substring(begin, begin + bytes.size()).equals(bytes);
  }

  private static int shortPrefix(long prefix) {
    return (int) (prefix >>> (Long.SIZE - PREFIX_BITS));
  }
}
