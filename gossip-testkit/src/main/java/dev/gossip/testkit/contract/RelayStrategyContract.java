package dev.gossip.testkit.contract;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.testkit.TestNotes;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What every {@link RelayStrategy} has to do. Its author writes this, and has fifteen rules checked
 * in simulated networks of several shapes, and at single nodes that are played by hand:
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
 * <p>All seeds are fixed, so a failure happens again. What R2, R3 and R5 check at single nodes can
 * be checked more closely with {@link dev.gossip.testkit.relay.RecordingRelayContext}.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
@ExtendWith(TestNotes.class)
public abstract class RelayStrategyContract {

  /**
   * Makes the strategy. R4 calls it in other JVMs, too, on an instance of this class for which
   * JUnit did nothing; so it must not need what JUnit injects or runs before a test.
   */
  protected abstract RelayStrategy.Factory factory();

  /** What the strategy claims of itself; the least unless overridden. */
  protected RelayTraits traits() {
    return RelayTraits.builder().build();
  }

  @Test
  @DisplayName(
      "R1: every message is delivered exactly once at every connected node, and at its own")
  public final void everyMessageIsDeliveredOnceEverywhere(TestNotes.Printer notes) {
    DeliveryRules rules = new DeliveryRules(bench("R1"));
    rules.everyMessageIsDeliveredOnceEverywhere();
    if (!rules.leavesPeersOut()) {
      notes.note(
          "the strategy sent every message to every peer, in a network with 16 peers for each node,"
              + " too; if it should choose among peers, it does not");
    }
  }

  @Test
  @DisplayName("R2: a message never goes back to the peer it came from, unless that peer asked")
  public final void nothingGoesBackToWhereItCameFrom() {
    new SendingRules(bench("R2")).nothingGoesBackToWhereItCameFrom();
  }

  @Test
  @DisplayName("R3: nothing is sent but to current peers, and nothing at all in create")
  public final void onlyNeighboursAreSentTo() {
    new SendingRules(bench("R3")).onlyNeighboursAreSentTo();
  }

  @Test
  @DisplayName("R4: one seed gives one run, here and in other JVMs")
  public final void oneSeedGivesOneRun() {
    RepetitionRules rules = new RepetitionRules(bench("R4"));
    List<String> trace = rules.oneSeedGivesOneRun();
    if (isThorough()) {
      rules.otherJvmsGiveTheSame(getClass(), trace);
    }
  }

  @Test
  @DisplayName(
      "R5: garbage causes InvalidProtocolBufferException at most, and then leaves no trace")
  public final void garbageLeavesNoTrace() {
    new GarbageRules(bench("R5")).garbageLeavesNoTrace();
  }

  @Test
  @DisplayName("R6: when all is done for 10,000 messages, timers and memory are within bounds")
  public final void allIsForgottenInTheEnd() {
    int messages = isThorough() ? RelayBounds.MESSAGES : RelayBounds.MESSAGES / 4;
    new RelayBounds(bench("R6"), messages).allIsForgottenInTheEnd();
  }

  @Test
  @DisplayName("R7: frames that come twice or in another order change nothing but counts")
  public final void repeatedAndReorderedFramesChangeNothing() {
    new DeliveryRules(bench("R7")).repeatedAndReorderedFramesChangeNothing();
  }

  @Test
  @DisplayName("R8: control frames fit into what maxControlBytes allows")
  public final void controlFramesFit() {
    new SendingRules(bench("R8")).controlFramesFit();
  }

  @Test
  @DisplayName("R9: an idle network is silent")
  public final void anIdleNetworkIsSilent() {
    new SendingRules(bench("R9")).anIdleNetworkIsSilent();
  }

  @Test
  @DisplayName("R10: when a partition has healed, new messages reach everyone")
  public final void newMessagesArriveAfterAPartition() {
    new DeliveryRules(bench("R10")).newMessagesArriveAfterAPartition();
  }

  @Test
  @DisplayName("R11: it does the same when another strategy wraps it")
  public final void aWrappedStrategyDoesTheSame() {
    new RepetitionRules(bench("R11")).aWrappedStrategyDoesTheSame();
  }

  @Test
  @DisplayName("R12: an empty header is valid and means a public copy")
  public final void anEmptyHeaderMeansAPublicCopy() {
    new GarbageRules(bench("R12")).anEmptyHeaderMeansAPublicCopy();
  }

  @Test
  @DisplayName("R13: what was published during a partition arrives when it has healed, if claimed")
  public final void oldMessagesArriveAfterAPartition() {
    if (!traits().repairsPartitions()) {
      abort("not asked: traits() does not claim repairsPartitions");
    }
    new DeliveryRules(bench("R13")).oldMessagesArriveAfterAPartition();
  }

  @Test
  @DisplayName("R14: everyone is reached with as much loss as is claimed to be tolerated")
  public final void everyoneIsReachedInSpiteOfLoss() {
    if (traits().toleratedLoss() == 0) {
      abort("not asked: traits() claims no toleratedLoss");
    }
    new DeliveryRules(bench("R14")).everyoneIsReachedInSpiteOfLoss();
  }

  @Test
  @DisplayName("R15: the clock may start anywhere, below zero and just before it overflows")
  public final void theClockMayStartAnywhere() {
    new RepetitionRules(bench("R15")).theClockMayStartAnywhere();
  }

  /**
   * Whether to take the time for other JVMs in R4, and for all the messages of R6. The test kit's
   * own saboteurs are many, and most of them break other rules.
   */
  boolean isThorough() {
    return true;
  }

  private RelayBench bench(String rule) {
    return new RelayBench(rule, factory(), traits());
  }
}
