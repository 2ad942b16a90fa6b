package dev.gossip.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.gossip.api.Discouragement;
import dev.gossip.api.Peer;
import dev.gossip.api.spam.PeerRecords;
import dev.gossip.api.spam.Standing;
import dev.gossip.simulation.wire.TimeText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Rules about peers that are discouraged, and about what is remembered of them: S32 to S37. */
final class BanRules {
  private static final long SEED = 20_260_104;
  private static final Peer HONEST = SpamBench.peer(1);
  private static final Peer HOSTILE = SpamBench.peer(2);
  private static final Peer UNKNOWN = SpamBench.peer(3);
  private static final Duration LONGEST_BAN = Duration.ofHours(24);
  private static final Duration A_YEAR = Duration.ofDays(365);

  private static final int MAX_ABUSE = 10_000;

  private final SpamControlContract contract;

  BanRules(SpamControlContract contract) {
    this.contract = contract;
  }

  /** S32. */
  void discouragedPeersGetAReasonAndATime() {
    SpamBench node = node();
    if (!discourage(node)) {
      return;
    }
    Duration first = requireReason(node);
    contract
        .forgivenAfter()
        .ifPresent(
            limit ->
                assertThat(first)
                    .as("Discouragement.comeBackIn at first; forgivenAfter() declares the limit")
                    .isLessThanOrEqualTo(limit));
    node.down(HOSTILE);
    node.advance(first);
    assertThat(node.standing(HOSTILE))
        .as(
            "SpamControl.standing of a peer that came back after %s, as announced",
            TimeText.of(first))
        .isNotEqualTo(Standing.DISCOURAGED);
  }

  private static Duration requireReason(SpamBench node) {
    Optional<Discouragement> why = node.discouragement(HOSTILE);
    assertThat(why)
        .as("SpamControl.discouragement of a discouraged peer; name the rule and a time")
        .isPresent();
    Duration comeBackIn = why.orElseThrow().comeBackIn();
    assertThat(comeBackIn)
        .as("Discouragement.comeBackIn")
        .isPositive()
        .isLessThanOrEqualTo(LONGEST_BAN);
    return comeBackIn;
  }

  /** S33. */
  void bansGrowAndAreForgotten() {
    SpamBench node = node();
    Duration first = banOf(node);
    Duration second = banAgain(node, first);
    assertThat(second)
        .as("Discouragement.comeBackIn of the second ban, after a first of %s", TimeText.of(first))
        .isLessThanOrEqualTo(first.multipliedBy(2));
    if (first.compareTo(LONGEST_BAN) < 0) {
      assertThat(second)
          .as("Discouragement.comeBackIn of the second ban; the next one should be longer")
          .isGreaterThan(first);
    }
    assertThat(banAgain(node, second.plusDays(30)))
        .as("Discouragement.comeBackIn of a ban 30 days after the last one, as at first")
        .isEqualTo(first);
  }

  private static Duration banAgain(SpamBench node, Duration later) {
    node.down(HOSTILE);
    node.advance(later);
    node.up(HOSTILE);
    return banOf(node);
  }

  private static Duration banOf(SpamBench node) {
    discourage(node);
    assertThat(node.standing(HOSTILE))
        .as("SpamControl.standing of a peer that misbehaves; forgivenAfter() declares bans")
        .isEqualTo(Standing.DISCOURAGED);
    return requireReason(node);
  }

  /** S34. */
  void claimedIdsAreForgotten() {
    SpamBench node = SpamBench.withClaimedIds(contract.factory());
    node.up(HOSTILE);
    discourage(node);
    node.down(HOSTILE);

    assertThat(node.standing(HOSTILE))
        .as(
            "SpamControl.standing of an id that a departed peer has claimed without proof; anyone"
                + " may have claimed it")
        .isEqualTo(node.standing(UNKNOWN));
    assertThat(node.explain(HOSTILE))
        .as("SpamControl.explain of an id that a departed peer has claimed without proof")
        .isEqualTo(node.explain(UNKNOWN));
  }

  /** S35. */
  void recordsOutliveTheNodeAndItsWallClock() {
    requireSameAfterRestart(false);
    requireSameAfterRestart(true);
    for (Duration jump : List.of(A_YEAR, A_YEAR.negated())) {
      SpamBench node = node();
      boolean isBanned = discourage(node);
      node.turnWallClock(jump);
      requireNotExtended(node, isBanned, "while a ban was running");

      SpamBench before = node();
      boolean wasBanned = discourage(before);
      before.down(HOSTILE);
      requireNotExtended(before.restarted(jump), wasBanned, "while the node was down");
    }
  }

  /** Whatever was recorded counts after a restart; nothing needs to be. */
  private void requireSameAfterRestart(boolean isDiscouraged) {
    SpamBench node = node();
    node.advance(Duration.ofSeconds(1));
    for (int i = 0; i < MAX_ABUSE && isBetterThan(node, isDiscouraged); i++) {
      node.sendAbuse(HOSTILE);
    }
    node.down(HOSTILE);
    if (node.records().get(HOSTILE.id()).isPresent()) {
      SpamBench after = node.restarted(Duration.ZERO);
      assertThat(after.standing(HOSTILE))
          .as("SpamControl.standing of a peer with a record, after the node was restarted")
          .isEqualTo(node.standing(HOSTILE));
    }
  }

  private static boolean isBetterThan(SpamBench node, boolean discouraged) {
    Standing standing = node.standing(HOSTILE);
    return discouraged ? standing != Standing.DISCOURAGED : standing == Standing.GOOD;
  }

  private static void requireNotExtended(SpamBench node, boolean isBanned, String when) {
    assertThat(node.standing(HONEST))
        .as("SpamControl.standing of an honest peer after the wall clock jumped %s", when)
        .isEqualTo(Standing.GOOD);
    if (isBanned) {
      Duration longest = LONGEST_BAN;
      if (node.standing(HOSTILE) == Standing.DISCOURAGED) {
        longest = requireReason(node);
      }
      node.advance(longest);
      assertThat(node.standing(HOSTILE))
          .as("SpamControl.standing after a ban during which the wall clock jumped %s", when)
          .isNotEqualTo(Standing.DISCOURAGED);
    }
  }

  /** S36. */
  void anyRecordIsSurvived() {
    for (ByteString record : damagedRecords()) {
      SpamBench node = new SpamBench(contract.factory(), 0);
      node.records().put(HOSTILE.id(), record);
      requireLegal(node, record);
      node.up(HOSTILE);
      requireLegal(node, record);
      node.sendAbuse(HOSTILE);
      requireLegal(node, record);
      node.down(HOSTILE);
      requireLegal(node, record);
      node.advance(LONGEST_BAN);
      assertThat(node.standing(HOSTILE))
          .as("SpamControl.standing a day after a damaged record of %d bytes", record.size())
          .isNotEqualTo(Standing.DISCOURAGED);
    }
  }

  private static void requireLegal(SpamBench node, ByteString record) {
    node.explain(HOSTILE);
    if (node.standing(HOSTILE) == Standing.DISCOURAGED) {
      assertThat(requireReason(node))
          .as("time of a ban in a damaged record of %d bytes", record.size())
          .isPositive();
    }
  }

  private List<ByteString> damagedRecords() {
    SplittableRandom random = new SplittableRandom(SEED);
    List<ByteString> records = new ArrayList<>(List.of(ByteString.EMPTY));
    records.add(randomBytes(random, PeerRecords.MAX_RECORD_BYTES));
    SpamBench node = node();
    discourage(node);
    node.down(HOSTILE);
    byte[] real = node.records().get(HOSTILE.id()).orElse(ByteString.EMPTY).toByteArray();
    for (int length = 1; length <= real.length; length++) {
      records.add(ByteString.copyFrom(real, 0, length - 1));
      records.add(randomBytes(random, length));
      byte[] altered = real.clone();
      altered[length - 1] ^= (byte) (1 + random.nextInt(255));
      records.add(ByteString.copyFrom(altered));
      records.add(ByteString.copyFrom(real, 0, length).concat(randomBytes(random, real.length)));
    }
    return records;
  }

  private static ByteString randomBytes(SplittableRandom random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }

  /** S37. */
  void discouragedPeersCostNothing() {
    SpamBench active = node();
    SpamBench silent = node();
    if (!discourage(active) || !discourage(silent)) {
      return;
    }
    for (int i = 0; i < 100; i++) {
      active.advance(Duration.ofSeconds(1));
      silent.advance(Duration.ofSeconds(1));
      active.sendAbuse(HOSTILE);
    }

    assertThat(active.discouragement(HOSTILE))
        .as(
            "SpamControl.discouragement of a peer that goes on while it is discouraged, compared"
                + " with one that does not")
        .isEqualTo(silent.discouragement(HOSTILE));
  }

  /** Sends everything bad until the peer is discouraged, but not without end. */
  private static boolean discourage(SpamBench node) {
    for (int i = 0; i < MAX_ABUSE && node.standing(HOSTILE) != Standing.DISCOURAGED; i++) {
      node.sendAbuse(HOSTILE);
    }
    return node.standing(HOSTILE) == Standing.DISCOURAGED;
  }

  /** A node with an honest and a hostile peer. */
  private SpamBench node() {
    SpamBench node = new SpamBench(contract.factory(), 0);
    node.up(HOSTILE);
    node.up(HONEST);
    return node;
  }
}
