package dev.gossip;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.transport.KeyLog;
import dev.gossip.core.driver.Driver;
import dev.gossip.core.engine.Node;
import dev.gossip.core.engine.runtime.IpPackets;
import dev.gossip.core.engine.runtime.NodeRuntime;
import dev.gossip.core.engine.runtime.Resolution;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A driver without socket and threads: a test runs its tasks, timers and offloaded work. */
final class HandDriver implements Driver {
  final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
  private final Queue<Offloaded> offloaded = new ArrayDeque<>();
  private Consumer<Node> onRun = node -> {};
  private @Nullable Node node;
  private @Nullable Thread nodeThread;
  private long nowNanos;

  private record Offloaded(Runnable work, Runnable then) {}

  /** Sets what a node meets first when it runs. */
  void onRun(Consumer<Node> action) {
    onRun = action;
  }

  /** Lets time pass, and then does what a driver does in one iteration of its loop. */
  void pass(Duration time) {
    nowNanos += time.toNanos();
    nodeThread = Thread.currentThread();
    try {
      for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
        task.run();
      }
      if (node != null) {
        node.runTimers();
        node.flush();
      }
    } finally {
      nodeThread = null;
    }
  }

  /** How many pieces of work wait for a thread other than the node's. */
  int offloaded() {
    return offloaded.size();
  }

  /** Does the work that waits; the node gets the results in its next iteration. */
  void work() {
    for (Offloaded next = offloaded.poll(); next != null; next = offloaded.poll()) {
      next.work.run();
      Runnable then = next.then;
      tasks.add(
          () -> {
            if (node != null) {
              node.run(then);
            }
          });
    }
  }

  @Override
  public void run(Node runningNode) {
    node = runningNode;
    onRun.accept(runningNode);
  }

  @Override
  public boolean execute(Runnable task) {
    return tasks.add(task);
  }

  @Override
  public boolean isNodeThread() {
    return Thread.currentThread() == nodeThread;
  }

  /** Runs the node until it has stopped. */
  @Override
  public void awaitTermination() {
    while (node != null && !node.isStopped()) {
      pass(Duration.ofSeconds(1));
    }
  }

  @Override
  public void discard() {}

  @Override
  public PeerAddress localAddress() {
    return new PeerAddress("127.0.0.1", 5000);
  }

  @Override
  public void transmit(PeerAddress to, ByteBuffer datagram) {}

  @Override
  public boolean canTransmit() {
    return true;
  }

  @Override
  public int maxDatagramBytes(PeerAddress to) {
    return IpPackets.payloadBytes(to, IpPackets.DEFAULT_MTU);
  }

  @Override
  public boolean forbidsFragmentation() {
    return true;
  }

  @Override
  public long nowNanos() {
    return nowNanos;
  }

  @Override
  public long wallMillis() {
    return 1_700_000_000_000L + nowNanos / 1_000_000;
  }

  @Override
  public void resolve(PeerAddress name, Consumer<Resolution> then) {}

  @Override
  public void offload(Runnable work, Runnable then) {
    offloaded.add(new Offloaded(work, then));
  }

  @Override
  public int maxOffloaded() {
    return 1;
  }

  @Override
  public Optional<KeyLog> keyLog() {
    return Optional.empty();
  }

  @Override
  public MessageDigest sha256() {
    return NodeRuntime.newSha256();
  }
}
