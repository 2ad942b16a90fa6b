package dev.gossip.udp.pace;

import dev.gossip.udp.VirtualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Discrete events of a path in virtual time: senders with an unlimited supply share a bottleneck
 * with a queue that drops what does not fit, then datagrams travel, and some are lost at random.
 * The way back has the same delay and loss and no bottleneck.
 */
final class PathModel {
  static final int DATAGRAM_BYTES = 1_200;

  private final VirtualTime time = new VirtualTime(0);
  private final List<ModelSender> senders = new ArrayList<>();
  private final Random random;
  private Path path;
  private double busyUntilNanos;

  private long measuredFromNanos;
  private long queued;
  private double queueingNanos;
  private long offered;
  private long droppedByQueue;

  PathModel(Path path, long seed) {
    this.path = path;
    random = new Random(seed);
  }

  /** Adds a sender that starts now. */
  ModelSender add(Control control) {
    ModelSender sender = new ModelSender(this, control);
    senders.add(sender);
    schedule(0, sender::send);
    return sender;
  }

  long nowNanos() {
    return time.nowNanos();
  }

  long randomNanos(long most) {
    return (long) (random.nextDouble() * most);
  }

  void schedule(long delayNanos, Runnable action) {
    Runnable unused = time.schedule(delayNanos, action);
  }

  /** The bottleneck changes; what is in its queue leaves at the new rate. */
  void change(Path to) {
    double waiting = Math.max(0, busyUntilNanos - nowNanos()) * path.bytesPerNano();
    busyUntilNanos = nowNanos() + waiting / to.bytesPerNano();
    path = to;
  }

  /** Forgets the figures so far. */
  void startMeasuring() {
    measuredFromNanos = nowNanos();
    queued = 0;
    queueingNanos = 0;
    offered = 0;
    droppedByQueue = 0;
    senders.forEach(ModelSender::startMeasuring);
  }

  PathModel run(double seconds) {
    time.runUntil(nowNanos() + (long) (seconds * 1e9));
    return this;
  }

  /** A datagram reaches the bottleneck. */
  void transmit(Runnable arrival) {
    offered++;
    double waitNanos = Math.max(0, busyUntilNanos - nowNanos());
    if (waitNanos > path.queueNanos()) {
      droppedByQueue++;
      return;
    }
    queued++;
    queueingNanos += waitNanos;
    busyUntilNanos = nowNanos() + waitNanos + DATAGRAM_BYTES / path.bytesPerNano();
    if (random.nextDouble() >= path.loss()) {
      schedule((long) (busyUntilNanos - nowNanos()) + path.oneWayNanos(), arrival);
    }
  }

  /** An acknowledgement leaves. */
  void transmitBack(Runnable arrival) {
    if (random.nextDouble() >= path.loss()) {
      schedule(path.oneWayNanos(), arrival);
    }
  }

  /** Goodput of all senders, as a share of what the path can carry without its random loss. */
  double goodputShare() {
    return senders.stream().mapToDouble(this::goodputShare).sum();
  }

  double goodputShare(ModelSender sender) {
    double carried = (nowNanos() - measuredFromNanos) * path.bytesPerNano() * (1 - path.loss());
    return sender.goodDatagrams() * DATAGRAM_BYTES / carried;
  }

  /** Share of the goodput that the sender with the least has. */
  double lesserShare() {
    return senders.stream().mapToDouble(this::goodputShare).min().orElseThrow() / goodputShare();
  }

  double meanQueueingMillis() {
    return queued == 0 ? 0 : queueingNanos / queued / 1e6;
  }

  /** Share of the datagrams that the queue dropped. */
  double queueLoss() {
    return offered == 0 ? 0 : (double) droppedByQueue / offered;
  }
}
