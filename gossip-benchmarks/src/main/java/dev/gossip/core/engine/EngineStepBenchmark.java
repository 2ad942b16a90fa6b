package dev.gossip.core.engine;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.core.config.NodeConfig;
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
 * One node with three neighbours and no socket: what a datagram with one payload frame costs, from
 * its arrival to the datagrams that leave because of it. The neighbours are nodes as well, linked
 * by real handshakes in memory, and stand still while it is measured.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EngineStepBenchmark {
  private static final int NEIGHBOURS = 3;
  private static final long NOW_MILLIS = 1_700_000_000_000L;
  private static final ByteString PAYLOAD = ByteString.copyFrom(new byte[128]);

  private final Queue<InFlight> wire = new ArrayDeque<>();
  private final List<Node> nodes = new ArrayList<>();
  private final MessageCodec codec = new MessageCodec("gossip");
  private final ByteBuffer arriving = ByteBuffer.allocate(1_200);
  private boolean measuring;
  private long sequence;
  private int bytesSent;
  // The beginning of a datagram from neighbour 1 to node 0: with the right connection id.
  private byte[] header = new byte[0];
  private byte[] duplicate = new byte[0];

  private record InFlight(PeerAddress from, PeerAddress to, ByteBuffer datagram) {}

  /** A clock that stands still, so that liveness never interferes. */
  private static final class StandingStill extends InlineRuntime {
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
      then.accept(Resolution.none("there are no names here"));
    }
  }

  /** Links node 0 with the others and learns how neighbour 1 addresses it. */
  @Setup
  public void link() {
    PluginCatalog catalog = PluginCatalog.load(List.of());
    NodeConfig config =
        NodeConfig.builder()
            // Full after a while, as in a node that has run for long.
            .set("gossip.seen-ids", "100000", "benchmark")
            .build(catalog.all());
    Composition composition = Composition.of(config, catalog);
    for (int i = 0; i <= NEIGHBOURS; i++) {
      PeerAddress self = address(i);
      nodes.add(
          composition.newNode(
              new StandingStill(),
              RandomStreams.seeded(i),
              DatagramSink.unlimited((to, datagram) -> transmit(self, to, datagram)),
              EngineStepBenchmark::ignore));
    }
    for (int i = 1; i <= NEIGHBOURS; i++) {
      nodes.get(0).start(List.of(address(i)));
    }
    carry();
    if (nodes.get(0).metrics().getOrDefault("peers", 0L) != NEIGHBOURS) {
      throw new IllegalStateException("not linked: " + nodes.get(0).metrics());
    }
    publishFromNeighbour();
    measuring = true;
  }

  private static void ignore(NodeEvent event) {
    // The application's work is not what is measured.
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

  /** Until nothing is under way any more. */
  private void carry() {
    nodes.forEach(Node::flush);
    for (InFlight next = wire.poll(); next != null; next = wire.poll()) {
      Node to = nodes.get(next.to().port() - 5_000);
      to.onDatagram(next.from(), next.datagram());
      to.flush();
    }
  }

  /** What neighbour 1 sends becomes the duplicate, and its header that of all others. */
  private void publishFromNeighbour() {
    Node neighbour = nodes.get(1);
    neighbour.publish(List.of(neighbour.composer().compose("main", PAYLOAD, NOW_MILLIS)));
    neighbour.flush();
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
   * The first copy: accepted, remembered, delivered and told to the two other neighbours. Includes
   * making the frame, for which see {@link CodecBenchmark#encodeFrame} and {@link
   * CodecBenchmark#id}.
   */
  @Benchmark
  public int firstCopy() {
    ByteString frame =
        Frames.payload(
            codec.compose(AuthorId.NONE, "main", ++sequence, NOW_MILLIS, 300_000, PAYLOAD),
            ByteString.EMPTY);
    arriving.clear();
    // One entry of the packet's frames: its tag, its length in two bytes, itself.
    arriving.put(header).put((byte) 10);
    arriving.put((byte) ((frame.size() & 0x7f) | 0x80)).put((byte) (frame.size() >>> 7));
    frame.copyTo(arriving);
    int sent = arrive();
    if (sent < 2 * frame.size()) {
      throw new IllegalStateException("not relayed: " + nodes.get(0).metrics());
    }
    return sent;
  }

  /** A further copy: recognised by its id and let go of. */
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
