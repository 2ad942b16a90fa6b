package dev.gossip.core.engine;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.Metric;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.core.config.NodeConfig;
import dev.gossip.core.engine.runtime.DatagramSink;
import dev.gossip.core.engine.runtime.InlineRuntime;
import dev.gossip.core.engine.runtime.RandomStreams;
import dev.gossip.core.engine.runtime.Resolution;
import dev.gossip.core.engine.wire.Frames;
import dev.gossip.core.engine.wire.MessageCodec;
import dev.gossip.core.plugin.Composition;
import dev.gossip.core.plugin.PluginCatalog;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * One node with three peers and no socket: the cost of a datagram with one payload frame, from its
 * arrival to the datagrams sent in response. The peers are nodes, too, linked by real handshakes in
 * memory. They do nothing during the measurement.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EngineStepBenchmark {
  private static final int PEERS = 3;
  private static final long NOW_MILLIS = 1_700_000_000_000L;
  private static final ByteString PAYLOAD = ByteString.copyFrom(new byte[128]);

  private final Queue<InFlight> wire = new ArrayDeque<>();
  private final List<Node> nodes = new ArrayList<>();
  private final MessageCodec codec = new MessageCodec("gossip");
  private final ByteBuffer arriving = ByteBuffer.allocate(1_200);
  private boolean measuring;
  private long sequence;
  private int bytesSent;
  // The header of a datagram from peer 1 to node 0, with the correct connection id.
  private byte[] header = new byte[0];
  private byte[] duplicate = new byte[0];

  private record InFlight(PeerAddress from, PeerAddress to, ByteBuffer datagram) {}

  /** A runtime whose clock is stopped, so that liveness checks do not interfere. */
  private static final class StoppedClock extends InlineRuntime {
    @Override
    public long nowNanos() {
      return 0;
    }

    @Override
    public long wallMillis() {
      return NOW_MILLIS;
    }

    @Override
    public void resolve(PeerAddress name, Consumer<Resolution> then) {
      then.accept(Resolution.none("the benchmark does not resolve names; use an address"));
    }
  }

  /** Links node 0 with its peers, and captures the header that peer 1 uses. */
  @Setup
  public void link() {
    PluginCatalog catalog = PluginCatalog.load(List.of());
    NodeConfig config =
        NodeConfig.builder()
            // Becomes full after a while, as in a node that has run for a long time.
            .set("gossip.seen-ids", "100000", "benchmark")
            .set("gossip.transport.udp.security", "none", "benchmark")
            .build(catalog.all());
    Composition composition = Composition.of(config, catalog);
    for (int i = 0; i <= PEERS; i++) {
      PeerAddress self = address(i);
      nodes.add(
          composition.newNode(
              new StoppedClock(),
              RandomStreams.seeded(i),
              DatagramSink.unlimited((to, datagram) -> transmit(self, to, datagram)),
              EngineStepBenchmark::ignore));
    }
    for (int i = 1; i <= PEERS; i++) {
      nodes.get(0).start(List.of(address(i)));
    }
    carry();
    if (nodes.get(0).metrics().getOrDefault(Metric.PEERS.label(), 0L) != PEERS) {
      throw new IllegalStateException("not linked: " + nodes.get(0).metrics());
    }
    publishFromPeer();
    measuring = true;
  }

  private static void ignore(NodeEvent event) {
    // The work of an application is not measured.
  }

  private static PeerAddress address(int node) {
    return new PeerAddress("127.0.0.1", 5_000 + node);
  }

  private void transmit(PeerAddress from, PeerAddress to, ByteBuffer datagram) {
    bytesSent += datagram.remaining();
    if (!measuring) {
      ByteBuffer copy = ByteBuffer.allocate(datagram.remaining()).put(datagram).flip();
      wire.add(new InFlight(from, to, copy));
    }
  }

  /** Delivers datagrams until none is in flight. */
  private void carry() {
    nodes.forEach(Node::flush);
    for (InFlight next = wire.poll(); next != null; next = wire.poll()) {
      Node to = nodes.get(next.to().port() - 5_000);
      to.onDatagram(next.from(), next.datagram());
      to.flush();
    }
  }

  /** Publishes at peer 1. The datagram becomes the duplicate, and its header is used for all. */
  private void publishFromPeer() {
    Node peer = nodes.get(1);
    peer.publish(List.of(peer.composer().compose("main", PAYLOAD, NOW_MILLIS)));
    peer.flush();
    InFlight sent = wire.element();
    duplicate = sent.datagram().array().clone();
    header = java.util.Arrays.copyOf(duplicate, 20);
    carry();
  }

  private int arrive() {
    bytesSent = 0;
    nodes.get(0).onDatagram(address(1), arriving.flip());
    nodes.get(0).flush();
    return bytesSent;
  }

  /**
   * The first copy of a message: accepted, stored, delivered and sent to the two other peers.
   * Includes making the frame; for that cost see {@link CodecBenchmark#encodeFrame} and {@link
   * CodecBenchmark#id}.
   */
  @Benchmark
  public int firstCopy() {
    ByteString frame =
        Frames.payload(
            codec.compose(AuthorId.NONE, "main", ++sequence, NOW_MILLIS, 300_000, PAYLOAD),
            ByteString.EMPTY);
    arriving.clear();
    // One entry of the packet's frames: the tag, the length in two bytes, and the frame.
    arriving.put(header).put((byte) 10);
    arriving.put((byte) ((frame.size() & 0x7f) | 0x80)).put((byte) (frame.size() >>> 7));
    frame.copyTo(arriving);
    int sent = arrive();
    if (sent < 2 * frame.size()) {
      throw new IllegalStateException("not relayed: " + nodes.get(0).metrics());
    }
    return sent;
  }

  /** A duplicate: recognised by its id and dropped. */
  @Benchmark
  public int duplicate() {
    arriving.clear();
    arriving.put(duplicate);
    int sent = arrive();
    if (sent != 0) {
      throw new IllegalStateException("relayed: " + nodes.get(0).metrics());
    }
    return sent;
  }
}
