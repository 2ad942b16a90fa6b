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
 * What the checks of one rule share: the strategy's factory, its claims, and how to say what is
 * wrong. A rule that builds on another one, which is broken already, is not checked: one mistake
 * should not look like ten.
 */
final class RelayBench {
  private static final WatchedNetwork.Shape PLAIN = new WatchedNetwork.Shape("six", 6, 1);

  private final String rule;
  private final RelayStrategy.Factory factory;
  private final RelayTraits traits;
  private @Nullable RelayProbe plainProbe;

  /**
   * @param rule its number
   */
  RelayBench(String rule, RelayStrategy.Factory factory, RelayTraits traits) {
    this.rule = rule;
    this.factory = factory;
    this.traits = traits;
  }

  RelayStrategy.Factory factory() {
    return factory;
  }

  RelayTraits traits() {
    return traits;
  }

  // ---- how to say it -------------------------------------------------------------------------

  AssertionError broken(String what) {
    return new AssertionError(rule + ": " + what);
  }

  /** The strategy threw what it must not. */
  AssertionError threw(Thrown thrown, String circumstances) {
    return new AssertionError(
        rule
            + ": the strategy threw "
            + thrown.cause()
            + " in "
            + thrown.where()
            + ", which stops its node; a strategy may throw InvalidProtocolBufferException for"
            + " malformed bytes, and nothing else ("
            + circumstances
            + ")",
        thrown.cause());
  }

  // ---- what other rules see to ---------------------------------------------------------------

  /** Not checked unless a node can be made. */
  void requireCreation() {
    try {
      new RecordingRelayContext(1).start(factory);
    } catch (RuntimeException | Error e) {
      abort("not checked: no node can be made of this strategy, see R3");
    }
  }

  /** Not checked unless nodes survive the simplest of networks. */
  void requireSoundness() {
    plain();
  }

  /** Not checked unless messages reach everyone without faults. */
  void requireReach() {
    Set<MessageId> all = new HashSet<>();
    plain().all().forEach(relay -> all.addAll(relay.accepted()));
    if (!plain().all().stream().allMatch(relay -> relay.accepted().equals(all))) {
      abort("not checked: even without faults messages do not reach everyone, see R1");
    }
  }

  /** Not checked unless messages are made public. */
  void requireDelivery() {
    requireReach();
    if (!deliversAll()) {
      abort("not checked: messages are not delivered exactly once, see R1");
    }
  }

  boolean deliversAll() {
    return plain().all().stream().allMatch(ProbedRelay::deliversAll);
  }

  /** Not checked unless the same seed gives the same run. */
  void requireRepetition() {
    requireSoundness();
    if (!trace(factory).equals(trace(factory))) {
      abort("not checked: one seed gives two different runs, see R4");
    }
  }

  /** Control frames that strategies sent in the simplest of networks. */
  List<ControlFrame> controls() {
    return plain().controls();
  }

  /** Headers that strategies sent in the simplest of networks. */
  List<ByteString> headers() {
    return plain().headers();
  }

  /** One eventful run of always the same seed. */
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
    network.everyonePublishes(1);
    network.settle();
  }
}
