package dev.gossip.report;

import dev.gossip.api.MessageId;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.trace.RunEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Collects what a report shows of a run, within fixed bounds: the copies of some messages, counts
 * by link and by time, and the first remarkable events. Give it to {@link Simulation#record} before
 * the run. Not thread-safe.
 */
public final class RunRecorder implements Consumer<RunEvent> {
  private static final int MAX_COPIES = 120_000;
  // Below the bound of both, so that copies that are kept and on their way can be kept as received.
  private static final int MAX_SENT_COPIES = 90_000;
  private static final int MAX_PAIRS = 400_000;
  private static final int MAX_REASONS = 24;
  // More than there are.
  private static final int MAX_REASONS_LEFT_OUT = 1_000;
  private static final int MAX_REMARKABLE = 500;

  /** In place of the index of a node, for what happens to the whole network. */
  public static final int NETWORK = -1;

  private static final int MAX_NOTE = 300;

  private final Map<MessageId, Copies> copies = new LinkedHashMap<>();
  private final Map<MessageId, LeftOut> leftOut = new HashMap<>();
  private final Map<Long, long[]> pairs = new HashMap<>();
  private final SortedMap<String, TimeBins> drops = new TreeMap<>();
  private final Set<String> reasonsLeftOut = new HashSet<>();
  private final List<Remark> remarkable = new ArrayList<>();
  private final StandingSamples standing = new StandingSamples();
  private long stride = 1;
  private long published;
  private long kept;
  private long events;
  private long remarkableCount;
  private boolean pairsLeftOut;
  private boolean seesFrames;

  /**
   * The copies of one message. Times are in microseconds since it was published.
   *
   * @param number its position among all messages, from 0
   * @param sent sender, receiver and time of each copy
   * @param received receiver, sender and time of each copy
   */
  record Copies(
      long number,
      long publishedNanos,
      String topic,
      int payloadBytes,
      IntList sent,
      IntList received) {

    int micros(long timeNanos) {
      return (int) Math.min(Integer.MAX_VALUE, (timeNanos - publishedNanos) / 1_000);
    }
  }

  /**
   * What happened to a node.
   *
   * @param node its index, or {@link #NETWORK}
   */
  record Remark(long timeNanos, int node, String text) {}

  /**
   * How many copies of a message are not kept.
   *
   * @param sent those of which not even the sending is kept
   * @param received those of which it is not kept that they were received
   */
  record LeftOut(long sent, long received) {
    static final LeftOut NOTHING = new LeftOut(0, 0);
  }

  /** Creates the recorder of one run. */
  public RunRecorder() {}

  /** Also samples what nodes think of each other, from now on; does not affect the run. */
  public void watch(SimulatedNetwork network) {
    standing.watch(network);
  }

  @Override
  public void accept(RunEvent event) {
    events++;
    if (event instanceof RunEvent.Sent sent) {
      sent(sent);
    } else if (event instanceof RunEvent.Received received) {
      received(received);
    } else if (event instanceof RunEvent.Published message) {
      published(message);
    } else if (event instanceof RunEvent.Dropped dropped) {
      dropped(dropped.reason(), dropped.timeNanos(), dropped.count());
    } else if (event instanceof RunEvent.Lost lost) {
      dropped("wire." + lost.reason(), lost.timeNanos(), 1);
    } else if (event instanceof RunEvent.Discouraged peer) {
      note(peer.timeNanos(), peer.node(), "discouraged node " + peer.peer());
    } else if (event instanceof RunEvent.Changed changed) {
      note(changed.timeNanos(), changed.node(), changed.change().text());
    }
  }

  /**
   * Notes something that happened and is no event of a run, such as a fault that begins.
   *
   * @param timeNanos since the network started
   * @param node the index of the node, or {@link #NETWORK}
   * @param text one line
   */
  public void note(long timeNanos, int node, String text) {
    remarkableCount++;
    if (remarkable.size() < MAX_REMARKABLE) {
      remarkable.add(
          new Remark(
              timeNanos, node, text.length() <= MAX_NOTE ? text : text.substring(0, MAX_NOTE)));
    }
  }

  private void sent(RunEvent.Sent sent) {
    seesFrames = true;
    long key = ((long) sent.node() << Integer.SIZE) | sent.to();
    long @Nullable [] counts = pairs.get(key);
    if (counts == null && pairs.size() < MAX_PAIRS) {
      counts = new long[3];
      pairs.put(key, counts);
    }
    if (counts == null) {
      pairsLeftOut = true;
    } else {
      counts[0] += sent.message() == null ? 0 : 1;
      counts[1]++;
      counts[2] += sent.bytes();
    }
    Copies of = sent.message() == null ? null : copies.get(sent.message());
    if (of == null) {
      return;
    }
    if (kept < MAX_SENT_COPIES) {
      kept++;
      of.sent.add(sent.node(), sent.to(), of.micros(sent.timeNanos()));
    } else {
      LeftOut old = leftOut(sent.message());
      leftOut.put(sent.message(), new LeftOut(old.sent + 1, old.received));
    }
  }

  private void received(RunEvent.Received received) {
    Copies of = copies.get(received.message());
    if (of == null) {
      return;
    }
    if (kept < MAX_COPIES) {
      kept++;
      of.received.add(received.node(), received.from(), of.micros(received.timeNanos()));
    } else {
      LeftOut old = leftOut(received.message());
      leftOut.put(received.message(), new LeftOut(old.sent, old.received + 1));
    }
  }

  private void published(RunEvent.Published message) {
    long number = published++;
    if (number % stride != 0) {
      return;
    }
    if (kept > MAX_COPIES / 2 && copies.size() > 1) {
      stride *= 2;
      copies.values().removeIf(of -> of.number % stride != 0);
      leftOut.keySet().retainAll(copies.keySet());
      kept = copies.values().stream().mapToLong(RunRecorder::size).sum();
      if (number % stride != 0) {
        return;
      }
    }
    copies.put(
        message.message(),
        new Copies(
            number,
            message.timeNanos(),
            message.topic(),
            message.payloadBytes(),
            new IntList(),
            new IntList()));
  }

  private static long size(Copies of) {
    return ((long) of.sent.size() + of.received.size()) / 3;
  }

  private void dropped(String reason, long timeNanos, long count) {
    if (drops.size() < MAX_REASONS || drops.containsKey(reason)) {
      drops.computeIfAbsent(reason, key -> new TimeBins()).add(timeNanos, count);
    } else if (reasonsLeftOut.size() < MAX_REASONS_LEFT_OUT) {
      reasonsLeftOut.add(reason);
    }
  }

  /** How many events there were. */
  long events() {
    return events;
  }

  /** How many messages were published. */
  long published() {
    return published;
  }

  /** The copies of the messages that are kept, by id, in the order of their publication. */
  Map<MessageId, Copies> copies() {
    return copies;
  }

  /** What is not kept of the copies of a message that is kept. */
  LeftOut leftOut(@Nullable MessageId message) {
    return leftOut.getOrDefault(message, LeftOut.NOTHING);
  }

  /** Payload frames, all frames and their bytes by sender (upper half) and receiver. */
  Map<Long, long[]> pairs() {
    return pairs;
  }

  /** Whether the run says which frames nodes sent; runs of real nodes do not. */
  boolean seesFrames() {
    return seesFrames;
  }

  boolean pairsLeftOut() {
    return pairsLeftOut;
  }

  /** Drops over time, by reason; of the first reasons only. */
  SortedMap<String, TimeBins> drops() {
    return drops;
  }

  /** How many reasons there were. */
  int dropReasons() {
    return drops.size() + reasonsLeftOut.size();
  }

  /** The first crashes, restarts, discouraged peers and notes. */
  List<Remark> remarkable() {
    return remarkable;
  }

  long remarkableCount() {
    return remarkableCount;
  }

  StandingSamples standing() {
    return standing;
  }
}
