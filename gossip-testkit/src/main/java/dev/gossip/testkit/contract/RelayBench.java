package dev.gossip.testkit.contract;

import static org.junit.jupiter.api.Assumptions.abort;

import com.google.protobuf.ByteString;
import dev.gossip.api.MessageId;
import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.testkit.contract.RelayProbe.Thrown;
import dev.gossip.testkit.relay.RecordingRelayContext;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Shared state of the checks of one rule: the strategy's factory, its traits, and helpers for
 * failure messages. A rule is skipped if it depends on another rule that is broken, so that one
 * mistake does not fail ten rules.
 */
final class RelayBench {
  private static final WatchedNetwork.Shape PLAIN = new WatchedNetwork.Shape("six", 6, 1);

  private final String rule;
  private final RelayStrategy.Factory factory;
  private final RelayTraits traits;
  private @Nullable RelayProbe plainProbe;

  /**
   * @param rule the number of the rule, such as R1
   */
  RelayBench(String rule, RelayStrategy.Factory factory, RelayTraits traits) {
    this.rule = rule;
    this.factory = factory;
    this.traits = traits;
  }

  /** The same rule for another strategy. */
  RelayBench with(RelayStrategy.Factory other) {
    return new RelayBench(rule, other, traits);
  }

  RelayStrategy.Factory factory() {
    return factory;
  }

  RelayTraits traits() {
    return traits;
  }

  // ---- failures ------------------------------------------------------------------------------

  AssertionError failure(String what) {
    return new AssertionError(rule + ": " + what);
  }

  /** The failure for a strategy that threw an exception that is not allowed. */
  AssertionError threw(Thrown thrown, String circumstances) {
    return new AssertionError(
        rule
            + ": the strategy threw "
            + thrown.cause()
            + " in "
            + thrown.where()
            + ", which stops its node; only InvalidProtocolBufferException is allowed, and only for"
            + " malformed bytes ("
            + circumstances
            + ")",
        thrown.cause());
  }

  // ---- preconditions -------------------------------------------------------------------------

  /** Skips the rule. */
  void skip(String why) {
    abort("not checked: " + why);
  }

  /** Skips the rule unless a strategy can be created. */
  void requireCreation() {
    try {
      new RecordingRelayContext(1).start(factory);
    } catch (RuntimeException | Error e) {
      abort("not checked: the strategy cannot be created, see R3");
    }
  }

  /** Skips the rule unless all nodes keep running in a small network without faults. */
  void requireNoFailures() {
    plain();
  }

  /** Skips the rule unless messages reach every node without faults. */
  void requireReach() {
    Set<MessageId> all = new HashSet<>();
    plain().all().forEach(relay -> all.addAll(relay.log().accepted()));
    if (!plain().all().stream().allMatch(relay -> relay.log().accepted().equals(all))) {
      abort("not checked: messages do not reach every node even without faults, see R1");
    }
  }

  /** Skips the rule unless every node delivers every message exactly once. */
  void requireDelivery() {
    requireReach();
    if (!deliversAll()) {
      abort("not checked: messages are not delivered exactly once, see R1");
    }
  }

  boolean deliversAll() {
    return plain().all().stream().allMatch(relay -> relay.log().deliversAll());
  }

  /** Skips the rule unless the same seed gives the same run. */
  void requireRepetition() {
    requireNoFailures();
    if (!trace(factory).equals(trace(factory))) {
      abort("not checked: two runs of one seed differ, see R4");
    }
  }

  /** Control frames that strategies sent in a small network without faults. */
  List<ControlFrame> controls() {
    return plain().controls();
  }

  /** Headers that strategies sent in a small network without faults. */
  List<ByteString> headers() {
    return plain().headers();
  }

  /** The trace of an eventful run with a fixed seed. */
  List<String> trace(RelayStrategy.Factory strategies) {
    return RelayTrace.of(strategies, traits);
  }

  private RelayProbe plain() {
    if (plainProbe == null) {
      requireCreation();
      RelayProbe probe = new RelayProbe(factory);
      try {
        runPlain(probe);
      } catch (AssertionError e) {
        abort("not checked: nodes fail even in a network without faults, see R1");
      }
      plainProbe = probe;
    }
    return plainProbe;
  }

  private void runPlain(RelayProbe probe) {
    WatchedNetwork network = WatchedNetwork.start(this, PLAIN, probe);
    network.publishAtEveryNode(1);
    network.settle();
  }
}
