package dev.gossip.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.core.engine.Node;
import dev.gossip.core.engine.RandomStreams;
import dev.gossip.core.engine.Surroundings;
import dev.gossip.core.engine.TimerQueue;
import dev.gossip.core.plugin.Composition;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One node of a simulated network. Its address stays when it crashes and comes back. */
public final class SimulatedNode {
  private final SimulatedNetwork network;
  private final int index;
  private final PeerAddress address;
  private final Composition composition;
  private final List<PeerAddress> chosen;
  private @Nullable Node node;
  private int incarnation;
  private long wakeNanos;

  SimulatedNode(
      SimulatedNetwork network, int index, Composition composition, List<PeerAddress> chosen) {
    this.network = network;
    this.index = index;
    this.address = addressOf(index);
    this.composition = composition;
    this.chosen = chosen;
  }

  static PeerAddress addressOf(int index) {
    return new PeerAddress(
        "10." + (index >> 16 & 255) + "." + (index >> 8 & 255) + "." + (index & 255), 5000);
  }

  /** Its place in the network, from 0. */
  public int index() {
    return index;
  }

  /** Where it receives. */
  public PeerAddress address() {
    return address;
  }

  /** Whether it runs. */
  public boolean isUp() {
    return node != null;
  }

  /**
   * Publishes text on the default topic.
   *
   * @throws IllegalStateException if the node is down
   */
  public MessageId publish(String text) {
    GossipMessage message =
        running()
            .composer()
            .compose(
                GossipMessage.DEFAULT_TOPIC,
                ByteString.copyFrom(text, UTF_8),
                network.wallMillis());
    turn(running -> running.publish(List.of(message)));
    return message.id();
  }

  /** Ends without a word, as a process that is killed. Its state is gone. */
  public void crash() {
    network.crashed(this, running().metrics());
    node = null;
  }

  /** Starts again after a crash, with a new identity and nothing remembered. */
  public void restart() {
    if (node != null) {
      throw new IllegalStateException("node " + index + " is up");
    }
    start();
  }

  /** The node's own counters. */
  public SortedMap<String, Long> metrics() {
    return running().metrics();
  }

  void start() {
    RandomStreams random =
        RandomStreams.seeded(network.seedOf("node " + index + " start " + incarnation++));
    wakeNanos = TimerQueue.NONE;
    node = composition.newNode(new World(), random, this::transmit, this::onEvent);
    turn(started -> started.start(chosen));
  }

  void receive(PeerAddress from, byte[] datagram) {
    turn(running -> running.onDatagram(from, ByteBuffer.wrap(datagram)));
  }

  private void wake(Node woken, long timeNanos) {
    // A node that was restarted, or that found something earlier to do, has a wake-up of its own.
    if (woken == node && timeNanos == wakeNanos) {
      wakeNanos = TimerQueue.NONE;
      turn(Node::runTimers);
    }
  }

  private void turn(Consumer<Node> action) {
    Node running = node;
    if (running == null) {
      return;
    }
    action.accept(running);
    running.flush();
    long next = running.nextDeadlineNanos();
    if (next < wakeNanos) {
      wakeNanos = next;
      network.at(next, () -> wake(running, next));
    }
  }

  private void transmit(PeerAddress to, ByteBuffer datagram) {
    byte[] bytes = new byte[datagram.remaining()];
    datagram.get(bytes);
    network.transmit(this, to, bytes);
  }

  private void onEvent(NodeEvent event) {
    network.onEvent(this, event);
  }

  private Node running() {
    Node running = node;
    if (running == null) {
      throw new IllegalStateException("node " + index + " is down");
    }
    return running;
  }

  @Override
  public String toString() {
    return "node " + index;
  }

  /** Virtual time, and names that stand for themselves. */
  private final class World implements Surroundings {
    @Override
    public long nowNanos() {
      return network.nowNanos();
    }

    @Override
    public long wallMillis() {
      return network.wallMillis();
    }

    @Override
    public void resolve(PeerAddress name, Consumer<Optional<PeerAddress>> then) {
      network.at(
          network.nowNanos(),
          () -> turn(running -> running.run(() -> then.accept(Optional.empty()))));
    }
  }
}
