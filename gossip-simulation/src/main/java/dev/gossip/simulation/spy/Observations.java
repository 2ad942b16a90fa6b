package dev.gossip.simulation.spy;

import com.google.protobuf.ByteString;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.relay.RelayStrategy;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Records at every node which peer first revealed each message to it. This is cheap and does not
 * affect the run, so any set of nodes can be treated as spies afterwards.
 */
public final class Observations {
  private static final int PREFIX_BITS = 16;
  private static final int UNKNOWN = -1;

  private final Recorder recorder;
  private final Arrivals arrivals;
  // By the first eight bytes of the id. Two ids that share them are so unlikely that one may win.
  private final Map<Long, MessageId> byPrefix = new HashMap<>();
  // A filter: rules out nearly all positions in a control frame without a map lookup.
  private final BitSet shortPrefixes = new BitSet(1 << PREFIX_BITS);
  private final Map<PeerId, Integer> indices = new HashMap<>();

  /** Receives what the nodes of a network reveal. */
  @FunctionalInterface
  public interface Recorder {
    /**
     * A node revealed to another one that it has a message. Called for every frame, and in the case
     * of payload frames for ids that no node published, too.
     *
     * @param watcher the node that received the frame
     * @param from the node that has the message
     */
    void revealed(MessageId id, int watcher, int from);
  }

  /** Receives the copies that relays receive. */
  @FunctionalInterface
  public interface Arrivals {
    /**
     * A copy of a message passed the checks of a node. Called before {@link Recorder#revealed}.
     *
     * @param duplicate whether the node had the message already
     */
    void received(MessageId id, int node, int from, boolean duplicate);
  }

  /** Creates the observations of one network. */
  public Observations(Recorder recorder, Arrivals arrivals) {
    this.recorder = recorder;
    this.arrivals = arrivals;
  }

  /** A node started with this id. */
  public void identified(PeerId id, int index) {
    indices.put(id, index);
  }

  /** Wraps the relay of a node so that what its peers reveal to it is recorded. */
  public UnaryOperator<RelayStrategy.Factory> watching(int index) {
    WatchedRelay.FrameObserver observer =
        new WatchedRelay.FrameObserver() {
          @Override
          public void payload(Peer from, MessageId id, boolean duplicate) {
            int sender = indexOf(from);
            arrivals.received(id, index, sender, duplicate);
            if (sender != UNKNOWN) {
              recorder.revealed(id, index, sender);
            }
          }

          @Override
          public void control(Peer from, ByteString body) {
            int sender = indexOf(from);
            if (sender != UNKNOWN) {
              Observations.this.control(index, sender, body);
            }
          }
        };
    return factory -> context -> new WatchedRelay(factory.create(context), observer);
  }

  /** {@link #UNKNOWN} if the peer's id arrived with flipped bits. */
  private int indexOf(Peer peer) {
    return indices.getOrDefault(peer.id(), UNKNOWN);
  }

  /** A node published a message. Its id is found in control frames from now on. */
  public void published(MessageId id) {
    byPrefix.put(id.word(0), id);
    shortPrefixes.set(shortPrefix(id.word(0)));
  }

  /** Searches the body for ids at any position, so it works for the frames of every strategy. */
  void control(int watcher, int from, ByteString body) {
    long prefix = 0;
    for (int end = 0; end < body.size(); end++) {
      prefix = (prefix << Byte.SIZE) | (body.byteAt(end) & 0xff);
      int begin = end + 1 - Long.BYTES;
      if (begin >= 0 && shortPrefixes.get(shortPrefix(prefix))) {
        MessageId id = byPrefix.get(prefix);
        if (id != null && isAt(body, begin, id)) {
          recorder.revealed(id, watcher, from);
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
