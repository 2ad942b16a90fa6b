package dev.gossip.simulation.spy;

import com.google.protobuf.ByteString;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.Metric;
import dev.gossip.api.transport.Transport;
import dev.gossip.core.engine.wire.Frames;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Counts the frames that one node sends to spies. The engine does not know spies, so its counters
 * include these frames; the figures of a run do not.
 */
public final class SpyTraffic {
  private final Predicate<PeerAddress> isSpy;
  private final SortedMap<Metric, Long> sent = new TreeMap<>();

  /**
   * Creates the counters of one node.
   *
   * @param isSpy whether an address belongs to a spy
   */
  public SpyTraffic(Predicate<PeerAddress> isSpy) {
    this.isSpy = isSpy;
  }

  /** Wraps the transport of the node so that frames to spies are counted. */
  public UnaryOperator<Transport.Factory> counting() {
    return factory ->
        (context, events) -> {
          LinkPeers links =
              new LinkPeers(
                  events, address -> isSpy.test(address) ? 0 : LinkPeers.NONE, (from, frame) -> {});
          return new CountingTransport(factory.create(context, links), links, this);
        };
  }

  /** Forgets all frames, because the node starts with new counters. */
  public void reset() {
    sent.clear();
  }

  /** The node sent a frame to a spy. Only frames that the engine counts are counted. */
  void sent(ByteString frame) {
    byte kind = frame.byteAt(0);
    if (kind == Frames.PAYLOAD) {
      add(Metric.PAYLOAD_FRAMES_SENT, Metric.PAYLOAD_BYTES_SENT, frame);
    } else if (kind == Frames.CONTROL) {
      add(Metric.CONTROL_FRAMES_SENT, Metric.CONTROL_BYTES_SENT, frame);
    }
  }

  private void add(Metric frames, Metric bytes, ByteString frame) {
    sent.merge(frames, 1L, Long::sum);
    sent.merge(bytes, (long) frame.size(), Long::sum);
  }

  /** The counters of the engine without the frames that it has sent to spies. */
  public SortedMap<String, Long> subtractFrom(SortedMap<String, Long> metrics) {
    if (sent.isEmpty()) {
      return metrics;
    }
    SortedMap<String, Long> rest = new TreeMap<>(metrics);
    sent.forEach((metric, count) -> rest.merge(metric.label(), -count, Long::sum));
    return Collections.unmodifiableSortedMap(rest);
  }
}
