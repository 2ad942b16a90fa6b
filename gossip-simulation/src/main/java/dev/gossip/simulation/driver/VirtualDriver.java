package dev.gossip.simulation.driver;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.Metric;
import dev.gossip.core.engine.Node;
import dev.gossip.core.engine.RestartState;
import dev.gossip.core.engine.runtime.RandomStreams;
import dev.gossip.core.engine.services.NodeFailure;
import dev.gossip.core.engine.services.TimerQueue;
import dev.gossip.core.engine.spec.NodeKey;
import dev.gossip.core.plugin.Composition;
import dev.gossip.simulation.clock.Event;
import dev.gossip.simulation.clock.NodeClock;
import dev.gossip.simulation.clock.VirtualTime;
import dev.gossip.simulation.wire.Endpoint;
import dev.gossip.simulation.wire.FaultCounter;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the engine of one node in virtual time: hands it datagrams, timers and the results of
 * offloaded work, and passes on what it sends. The engine is up, paused (datagrams wait in the
 * socket's buffer), or down after a crash.
 */
public final class VirtualDriver implements Endpoint {
  /**
   * How often in a row the timers of a node may be due at one instant, without a datagram in
   * between. A plugin that always schedules without a delay would keep virtual time from passing. A
   * guess: more than the messages that a node stores by default, each of which a plugin may handle
   * in a timer of its own.
   */
  static final int MAX_ROUNDS_AT_ONE_INSTANT = 100_000;

  private final int index;
  private final PeerAddress address;
  private final Composition composition;
  private final VirtualTime time;
  private final MessageDigest sha256;
  private final DriverOutput output;
  // Its own once it may be wrong.
  private NodeClock clock = NodeClock.right();
  // Without the key.
  private final RestartState kept;
  // What the key file of a node with a data folder holds.
  private @Nullable NodeKey keptKey;
  private @Nullable Node node;
  private @Nullable Node crashed;
  // Of the engine that was created last.
  private @Nullable VirtualRuntime runtime;
  // Only while the node is paused.
  private @Nullable ReceiveBuffer unread;
  // Results of offloaded work that the node has to process; they wait while it is paused or down.
  // Null before there is any, as in most nodes of a large, idle network.
  private @Nullable Queue<Runnable> offloaded;
  // The timer of the engine, and one that has run and can be used again.
  private @Nullable Wake pending;
  private @Nullable Wake spare;
  private long wakeNanos;
  private long roundsNanos;
  private int rounds;
  private long framesSent;

  /**
   * Creates the driver of a node that is down.
   *
   * @param index of the node in its network
   * @param sha256 shared by all nodes, since they run on one thread
   */
  public VirtualDriver(
      int index,
      PeerAddress address,
      Composition composition,
      VirtualTime time,
      MessageDigest sha256,
      DriverOutput output) {
    this.index = index;
    this.address = address;
    this.composition = composition;
    this.time = time;
    this.sha256 = sha256;
    this.output = output;
    this.kept = composition.dataDir().isEmpty() ? RestartState.NONE : MemoryFolder.create();
  }

  /**
   * The default address of the node with an index: in a /24 of its own, so that limits per address
   * group do not apply between nodes.
   */
  public static PeerAddress addressOf(int index) {
    return new PeerAddress(
        (10 + (index >> 16)) + "." + ((index >> 8) & 255) + "." + (index & 255) + ".1", 5000);
  }

  @Override
  public int index() {
    return index;
  }

  @Override
  public PeerAddress address() {
    return address;
  }

  /** Whether the engine runs, that is, is neither paused nor down. */
  public boolean isUp() {
    return node != null && unread == null;
  }

  /** Whether there is no engine, or it has crashed. */
  public boolean isDown() {
    return node == null;
  }

  /** Whether the engine is paused. */
  public boolean isPaused() {
    return unread != null;
  }

  /**
   * The engine.
   *
   * @throws IllegalStateException if it is not up
   */
  public Node running() {
    Node running = node;
    if (running == null || unread != null) {
      throw new IllegalStateException(
          "node " + index + " is " + (running == null ? "down" : "paused"));
    }
    return running;
  }

  /** The engine, even if it is paused, or has crashed and can be revived. */
  public @Nullable Node latest() {
    return node == null ? crashed : node;
  }

  // ---- lifecycle -----------------------------------------------------------------------------

  /**
   * Creates an engine without memory, except for the log, the key and the address book of a node
   * with a data folder.
   *
   * @return its id
   * @throws NodeFailure if a plugin fails
   */
  public PeerId create(RandomStreams random) {
    wakeNanos = TimerQueue.NONE;
    pending = null;
    framesSent = 0;
    crashed = null;
    offloaded = null;
    VirtualRuntime created = new VirtualRuntime(this, output, random);
    runtime = created;
    Node started =
        composition.newNode(
            created, random, created, kept.with(key(random)), event -> output.event(this, event));
    node = started;
    return started.id();
  }

  /** A node with a data folder has one key; others have a new one at each start. */
  private Optional<NodeKey> key(RandomStreams random) {
    if (keptKey == null && !composition.dataDir().isEmpty()) {
      keptKey = NodeKey.generate(random.stream("node key"));
    }
    return Optional.ofNullable(keptKey);
  }

  /** Starts the engine that was created. */
  public void start(List<PeerAddress> dialTargets) {
    step(started -> started.start(dialTargets));
  }

  /** Ends the engine without notice. What waits in its socket's buffer is lost. */
  public void crash() {
    crashed = node;
    node = null;
    ReceiveBuffer lost = unread;
    if (lost != null) {
      unread = null;
      output.waitingWork(-lost.work());
      lost.forEach((from, datagram) -> output.lost(from, this, "node-down"));
    }
  }

  /** Continues the engine that crashed last, with its memory. */
  public void revive() {
    node = crashed;
    crashed = null;
    runTimers();
    runOffloaded();
  }

  /** From now on datagrams wait in the socket's buffer, and are counted. */
  public void pause(FaultCounter counter) {
    unread = new ReceiveBuffer(counter);
  }

  /** Continues after a pause, and processes what has arrived. */
  public void resume() {
    ReceiveBuffer waiting = unread;
    if (waiting == null) {
      throw new IllegalStateException("node " + index + " is not paused");
    }
    unread = null;
    output.waitingWork(-waiting.work());
    runTimers();
    waiting.forEach((from, datagram) -> receive(from, ByteBuffer.wrap(datagram), false));
    runOffloaded();
  }

  // ---- clocks --------------------------------------------------------------------------------

  /** The clocks of the node, for reading. */
  public NodeClock clock() {
    return clock;
  }

  /** The clocks of the node, which may be made wrong. */
  public NodeClock ownClock() {
    clock = clock.own();
    return clock;
  }

  /** What the node's wall clock shows, in milliseconds since 1970. */
  public long wallMillis() {
    return clock.wallMillis(time.nowNanos());
  }

  /** Makes the clocks run fast from now on; negative for slow. */
  public void driftClock(int partsPerMillion) {
    ownClock().drift(time.nowNanos(), partsPerMillion);
    runTimers();
  }

  // ---- execution -----------------------------------------------------------------------------

  /** Runs an action on the engine if it is up, flushes it, and schedules its next wake-up. */
  public void step(Consumer<Node> action) {
    Node running = node;
    if (running == null || unread != null) {
      return;
    }
    action.accept(running);
    end(running);
  }

  /** What is to be done after each call of the engine. */
  private void end(Node running) {
    running.flush();
    framesSent = framesSent(running);
    long deadline = running.nextDeadlineNanos();
    if (deadline != TimerQueue.NONE) {
      long next = clock.virtualNanos(deadline);
      if (next < wakeNanos) {
        wakeNanos = next;
        Wake wake = spare == null ? new Wake() : spare;
        spare = null;
        pending = wake;
        time.at(index, next, wake);
      }
    }
  }

  private void wake(Wake wake) {
    spare = wake;
    // Outdated if the node was restarted, or has scheduled an earlier wake-up since.
    if (wake == pending) {
      pending = null;
      if (time.nowNanos() != roundsNanos) {
        roundsNanos = time.nowNanos();
        rounds = 0;
      }
      if (++rounds > MAX_ROUNDS_AT_ONE_INSTANT) {
        step(running -> running.failOfEndlessTimers(MAX_ROUNDS_AT_ONE_INSTANT));
      } else {
        runTimers();
      }
    }
  }

  /** The time has come to run timers. */
  private final class Wake extends Event {
    @Override
    public void happen() {
      wake(this);
    }

    @Override
    public int touch() {
      return VirtualDriver.this.touch();
    }
  }

  private void runTimers() {
    wakeNanos = TimerQueue.NONE;
    step(Node::runTimers);
  }

  private void runOffloaded() {
    while (offloaded != null && !offloaded.isEmpty()) {
      Runnable next = offloaded.remove();
      step(running -> running.run(next));
    }
  }

  @Override
  public void receive(PeerAddress from, ByteBuffer datagram, boolean work) {
    if (unread != null) {
      if (!unread.add(from, datagram, work)) {
        output.lost(from, this, "receive-buffer-full");
      } else if (work) {
        output.waitingWork(1);
      }
    } else if (node == null) {
      output.lost(from, this, "node-down");
    } else {
      rounds = 0;
      Node running = node;
      running.onDatagram(from, datagram);
      end(running);
    }
  }

  @Override
  public int touch() {
    Node running = node;
    return running == null
        ? rounds
        : (int) (framesSent(running) + running.nextDeadlineNanos() + running.unsentBytes());
  }

  void transmit(PeerAddress to, ByteBuffer datagram) {
    boolean work = node != null && (framesSent(node) != framesSent || node.unsentBytes() > 0);
    output.transmit(this, to, datagram, work);
  }

  /**
   * Without the control frames of membership and discovery, which large networks send all the time.
   * Includes frames to spies: the network is not quiet before a spy has received everything.
   */
  private static long framesSent(Node node) {
    return node.metric(Metric.PAYLOAD_FRAMES_SENT) + node.metric(Metric.CONTROL_FRAMES_SENT);
  }

  // ---- for the runtime -----------------------------------------------------------------------

  long localNanos() {
    return clock.localNanos(time.nowNanos());
  }

  MessageDigest sha256() {
    return sha256;
  }

  /** Runs an action later, on behalf of this node. */
  void later(long delayNanos, Runnable action) {
    time.at(index, time.nowNanos() + delayNanos, action);
  }

  /** Does offloaded work; it is lost if the node was restarted without its memory. */
  void runOffloaded(VirtualRuntime requester, Runnable work, Runnable then) {
    if (requester == runtime) {
      work.run();
      if (offloaded == null) {
        offloaded = new ArrayDeque<>();
      }
      offloaded.add(then);
      if (isUp()) {
        runOffloaded();
      }
    }
  }

  /** Runs an action on the engine that asked for it, as soon as its present call has ended. */
  void runNext(Runnable action) {
    Node requester = node;
    later(
        0,
        () -> {
          if (requester == node) {
            step(running -> running.run(action));
          }
        });
  }
}
