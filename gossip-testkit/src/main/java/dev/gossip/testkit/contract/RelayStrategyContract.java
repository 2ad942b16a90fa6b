package dev.gossip.testkit.contract;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.testkit.TestNotes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The rules that every {@link RelayStrategy} must keep. The following subclass checks twenty rules
 * in simulated networks of several topologies and at single scripted nodes:
 *
 * <pre>{@code
 * class MyRelayTest extends RelayStrategyContract {
 *   protected RelayStrategy.Factory factory() {
 *     return MyRelay::new;
 *   }
 *
 *   protected RelayTraits traits() {
 *     return RelayTraits.builder().settleTime(Duration.ofMinutes(2)).repairsPartitions().build();
 *   }
 * }
 * }</pre>
 *
 * <p>All seeds are fixed, so failures are reproducible. To debug a failure of R2, R3 or R5 at a
 * single node, write a test with {@link dev.gossip.testkit.relay.RecordingRelayContext}.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
@ExtendWith(TestNotes.class)
public abstract class RelayStrategyContract {

  /**
   * Creates the strategy under test. R4 also calls this in other JVMs, on an instance that JUnit
   * has not prepared: do not depend on JUnit's injection or {@code @BeforeEach} methods.
   */
  protected abstract RelayStrategy.Factory factory();

  /** What the strategy declares about itself. The default declares no optional property. */
  protected RelayTraits traits() {
    return RelayTraits.builder().build();
  }

  /**
   * Creates the strategy under test around a given one, if it wraps others; used in all of its
   * slots. The default is empty: R19 and R20 are skipped.
   */
  protected Optional<RelayStrategy.Factory> wrapping(RelayStrategy.Factory inner) {
    return Optional.empty();
  }

  @Test
  @DisplayName("R1: delivers every message exactly once at every connected node and at its origin")
  public final void everyMessageIsDeliveredOnceAtEveryNode(TestNotes.Printer notes) {
    DeliveryRules rules = new DeliveryRules(bench("R1"));
    rules.everyMessageIsDeliveredOnceAtEveryNode();
    if (!rules.skipsPeers()) {
      notes.note(
          "the strategy sent every message to every peer, even with 16 peers per node; if it is"
              + " meant to choose among its peers, it does not");
    }
  }

  @Test
  @DisplayName("R2: never sends a message back to the peer it came from, unless that peer asked")
  public final void messagesAreNotEchoedToTheirSender() {
    new SendingRules(bench("R2")).messagesAreNotEchoedToTheirSender();
  }

  @Test
  @DisplayName("R3: sends only to current peers, and sends nothing in create")
  public final void framesAreSentToCurrentPeersOnly() {
    new SendingRules(bench("R3")).framesAreSentToCurrentPeersOnly();
  }

  @Test
  @DisplayName("R4: behaves the same for the same seed, in this and in other JVMs")
  public final void sameSeedGivesTheSameRun() {
    RepetitionRules rules = new RepetitionRules(bench("R4"));
    List<String> trace = rules.sameSeedGivesTheSameRun();
    if (runsFullChecks()) {
      rules.otherJvmsGiveTheSameTrace(getClass(), trace);
    }
  }

  @Test
  @DisplayName(
      "R5: throws only InvalidProtocolBufferException on malformed bytes, and changes no state")
  public final void malformedBytesChangeNoState() {
    new GarbageRules(bench("R5")).malformedBytesChangeNoState();
  }

  @Test
  @DisplayName("R6: keeps timers and memory within the declared bounds after 10,000 messages")
  public final void timersAndMemoryAreBounded() {
    int messages = runsFullChecks() ? RelayBounds.MESSAGES : RelayBounds.MESSAGES / 4;
    new RelayBounds(bench("R6"), messages).timersAndMemoryAreBounded();
  }

  @Test
  @DisplayName("R7: delivers the same messages when frames are repeated or reordered")
  public final void repeatedAndReorderedFramesChangeNoDelivery() {
    new DeliveryRules(bench("R7")).repeatedAndReorderedFramesChangeNoDelivery();
  }

  @Test
  @DisplayName("R8: sends no control frame larger than maxControlBytes")
  public final void controlFramesFitTheLimit() {
    new SendingRules(bench("R8")).controlFramesFitTheLimit();
  }

  @Test
  @DisplayName("R9: sends nothing in an idle network, unless a heartbeat is declared")
  public final void idleNetworkIsSilent() {
    new SendingRules(bench("R9")).idleNetworkIsSilent();
  }

  @Test
  @DisplayName("R10: delivers new messages to every node after a partition has healed")
  public final void newMessagesReachEveryNodeAfterAPartition() {
    new DeliveryRules(bench("R10")).newMessagesReachEveryNodeAfterAPartition();
  }

  @Test
  @DisplayName("R11: behaves the same when another strategy wraps it")
  public final void wrappedStrategyBehavesTheSame() {
    new RepetitionRules(bench("R11")).wrappedStrategyBehavesTheSame();
  }

  @Test
  @DisplayName("R12: accepts an empty header and treats the copy as public")
  public final void emptyHeaderMeansAPublicCopy() {
    new GarbageRules(bench("R12")).emptyHeaderMeansAPublicCopy();
  }

  @Test
  @DisplayName("R13: delivers messages of a partition after it has healed, if declared")
  public final void messagesOfAPartitionArriveAfterIt() {
    if (!traits().repairsPartitions()) {
      abort("not checked: traits() does not declare repairsPartitions");
    }
    new DeliveryRules(bench("R13")).messagesOfAPartitionArriveAfterIt();
  }

  @Test
  @DisplayName("R14: delivers to every node under the declared loss rate")
  public final void everyNodeIsReachedUnderTheDeclaredLoss() {
    if (traits().toleratedLoss() == 0) {
      abort("not checked: traits() does not declare toleratedLoss");
    }
    new DeliveryRules(bench("R14")).everyNodeIsReachedUnderTheDeclaredLoss();
  }

  @Test
  @DisplayName("R15: works for any start of the clock, below zero and just before it overflows")
  public final void clockMayStartAtAnyValue() {
    new RepetitionRules(bench("R15")).clockMayStartAtAnyValue();
  }

  @Test
  @DisplayName("R16: mayReveal is false for messages that the node does not have")
  public final void unknownMessagesAreNotRevealed() {
    new RevealRules(bench("R16")).unknownMessagesAreNotRevealed();
  }

  @Test
  @DisplayName("R17: mayReveal is false until the message is delivered, or sent to that peer")
  public final void messagesAreNotRevealedTooEarly() {
    new RevealRules(bench("R17")).messagesAreNotRevealedTooEarly();
  }

  @Test
  @DisplayName("R18: mayReveal has no effects and changes nothing")
  public final void askingChangesNothing() {
    new RevealRules(bench("R18")).askingChangesNothing();
  }

  @Test
  @DisplayName("R19: a strategy that wraps others reveals nothing that the wrapped ones hide")
  public final void wrapperObeysTheWrappedStrategy() {
    RelayStrategy.Factory wrapper =
        wrapping(RevealRules::secretive)
            .orElseGet(() -> abort("not checked: wrapping() wraps nothing"));
    new RevealRules(bench("R19")).wrapperObeysTheWrappedStrategy(wrapper);
  }

  @Test
  @DisplayName("R20: what a wrapping strategy sends does not depend on messages that are hidden")
  public final void framesDoNotDependOnHiddenMessages() {
    List<RelayStrategy.Factory> wrappers =
        Stream.<RelayStrategy.Factory>of(RevealRules::secretive, RevealRules::withholding)
            .flatMap(inner -> wrapping(inner).stream())
            .toList();
    if (wrappers.isEmpty()) {
      abort("not checked: wrapping() wraps nothing");
    }
    new RevealRules(bench("R20")).framesDoNotDependOnHiddenMessages(wrappers);
  }

  /**
   * Whether to start other JVMs in R4 and to send all messages of R6. The test kit turns this off
   * for most of its saboteurs, which break other rules, to save time.
   */
  boolean runsFullChecks() {
    return true;
  }

  private RelayBench bench(String rule) {
    return new RelayBench(rule, factory(), traits());
  }
}
