package dev.gossip.benchmarks;

import dev.gossip.api.GossipMessage;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.signing.MessageSigning;
import dev.gossip.signing.Ed25519Plugin;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.attack.HostileRelay;
import dev.gossip.simulation.attack.MessageAttack;
import dev.gossip.simulation.topology.Topologies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Measures whether the heap of a node stays flat while it receives a million messages from a
 * hundred thousand authors, in virtual time.
 *
 * <pre>
 * java -cp benchmarks.jar dev.gossip.benchmarks.ManyAuthors [authors [messages]]
 * </pre>
 */
public final class ManyAuthors {
  /** The start of simulated wall clocks: 2026-01-01. */
  private static final long START_MILLIS = 1_767_225_600_000L;

  private static final Duration INTERVAL = Duration.ofMillis(100);
  private static final int PER_INTERVAL = 50;
  private static final int REPORTS = 20;

  private ManyAuthors() {}

  /** Runs the benchmark; by default 100,000 authors and 1,000,000 messages, 500 per second. */
  public static void main(String[] args) {
    int authors = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
    int messages = args.length > 1 ? Integer.parseInt(args[1]) : 1_000_000;
    ManyAuthorAttack.authors = authors;
    SimulatedNetwork network =
        Simulation.seeded(1)
            .nodes(2)
            .topology(Topologies.line())
            .with(new Ed25519Plugin())
            .hostile(
                node -> node == 0,
                variant -> variant.with(new HostileRelay("relay.flooding", ManyAuthorAttack::new)))
            .start();
    network.awaitLinks(Duration.ofSeconds(10));
    long before = usedBytes();
    for (int report = 1; report <= REPORTS; report++) {
      network.runFor(INTERVAL.multipliedBy(messages / REPORTS / PER_INTERVAL));
      System.out.printf(
          Locale.ROOT,
          "%8d accepted, %6d ids seen, %6d stored: %.1f MiB more than an idle node%n",
          network.node(1).metrics().get("messages-accepted"),
          network.node(1).metrics().get("seen-ids"),
          network.node(1).metrics().get("stored-messages"),
          (usedBytes() - before) / 1048576.0);
    }
  }

  /** Sends all messages, each from another author. */
  private static final class ManyAuthorAttack implements MessageAttack {
    static int authors;
    private final List<MessageSigning> all = new ArrayList<>();
    private final RelayContext context;
    private int sent;

    ManyAuthorAttack(RelayContext context) {
      this.context = context;
      SplittableRandom random = new SplittableRandom(1);
      for (int i = 0; i < authors; i++) {
        all.add(Authors.author(random));
      }
    }

    @Override
    public List<GossipMessage> onInterval() {
      long now = wallMillis();
      List<GossipMessage> messages = new ArrayList<>();
      for (int i = 0; i < PER_INTERVAL; i++) {
        MessageSigning author = all.get((int) (sent * 2_654_435_761L % all.size()));
        messages.add(Authors.message(author, now * 1_000 + sent, now, "message " + sent));
        sent++;
      }
      return messages;
    }

    private long wallMillis() {
      return START_MILLIS + context.nowNanos() / 1_000_000;
    }

    @Override
    public Duration interval() {
      return INTERVAL;
    }
  }

  private static long usedBytes() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
