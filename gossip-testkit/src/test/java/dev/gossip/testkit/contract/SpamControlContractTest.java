package dev.gossip.testkit.contract;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.AuthorId;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.Verdict;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.SpamControl;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SpamControlContractTest extends ContractProof {
  SpamControlContractTest() {
    super(SpamControlContract.class);
  }

  @Test
  void strictControlMayDeclareASmallerBudget() {
    assertThat(ContractRun.of(Strict.class).broken()).containsOnlyKeys("S1", "S6", "S7");
    assertThat(ContractRun.of(DeclaredStrict.class).broken()).isEmpty();
  }

  @Test
  void controlThatRemembersManyPeersMayDeclareIt() {
    assertThat(ContractRun.of(RemembersMany.class).broken()).isEmpty();
  }

  @Test
  void controlWithoutLimitsSkipsTheRulesAboutRefusals() {
    ContractRun run = ContractRun.of(NoSpamControlTest.class);

    assertThat(run.broken()).isEmpty();
    assertThat(run.skipped()).containsOnlyKeys("S10", "S11", "S17");
    assertThat(run.skipped().get("S11")).contains("500,000 of each cost at once are admitted");
  }

  @Test
  void inaccessibleClassSkipsTheMemoryRules() {
    ContractRun run = ContractRun.of(Inaccessible.class);

    assertThat(run.broken()).isEmpty();
    assertThat(run.skipped()).containsOnlyKeys("S9", "S10");
    assertThat(run.skipped().get("S9")).contains("open its package to dev.gossip.testkit");
  }

  static class Inaccessible extends SpamControlContract {
    @Override
    protected SpamControl.Factory factory() {
      // The class of a proxy is in a dynamic module that is not open.
      return context -> {
        SpamControl spam = new ToySpamControl(context);
        Object proxy =
            Proxy.newProxyInstance(
                SpamControl.class.getClassLoader(),
                new Class<?>[] {SpamControl.class},
                (self, method, arguments) -> method.invoke(spam, arguments));
        return (SpamControl) proxy;
      };
    }
  }

  static class Strict extends SpamControlContract {
    @Override
    protected SpamControl.Factory factory() {
      return context ->
          new ToySpamControl(context) {
            @Override
            public boolean admit(Peer from, Cost cost, int amount) {
              return amount < 500 && super.admit(from, cost, amount);
            }
          };
    }
  }

  static class DeclaredStrict extends Strict {
    @Override
    protected Budget modestBudget() {
      return new Budget(Duration.ofSeconds(1), 400, 100);
    }
  }

  static class RemembersMany extends SpamControlContract {
    @Override
    protected SpamControl.Factory factory() {
      return context ->
          new ToySpamControl(context) {
            private final Set<PeerId> many = new HashSet<>();

            @Override
            public void onMisbehaviour(Peer peer, Misbehaviour kind) {
              if (many.size() < 15_000) {
                many.add(peer.id());
              }
            }
          };
    }

    @Override
    protected int maxRemembered() {
      return 15_000;
    }
  }

  @ViolatesRule(
      value = {"S1", "S6"},
      saying = "override modestBudget if that is too much")
  static class NeverRefillsTheBucket extends SpamControlContract {
    @Override
    protected SpamControl.Factory factory() {
      return context ->
          new ToySpamControl(context) {
            @Override
            Bucket newBucket(long nowNanos) {
              return new Bucket(nowNanos) {
                @Override
                long earned(long elapsedNanos) {
                  return 0;
                }
              };
            }
          };
    }
  }

  @ViolatesRule(
      value = "S2",
      saying = "SpamControl.admit(INBOUND peer ..00000001, PAYLOAD, 2147483647)")
  static class OverflowsOnLargeAmounts extends SpamControlContract {
    @Override
    protected SpamControl.Factory factory() {
      return context ->
          new ToySpamControl(context) {
            @Override
            public boolean admit(Peer from, Cost cost, int amount) {
              return super.admit(from, cost, Math.multiplyExact(2, amount) / 2);
            }
          };
    }
  }

  @ViolatesRule(value = "S3", saying = "an exception stops the node: handle it in the plugin")
  static class FailsWithoutAnAuthor extends SpamControlContract {
    @Override
    protected SpamControl.Factory factory() {
      return context ->
          new ToySpamControl(context) {
            @Override
            public Verdict judge(GossipMessage message, Peer from) {
              return message.author().key().byteAt(0) < 100 ? Verdict.ACCEPT : Verdict.IGNORE;
            }
          };
    }
  }

  @ViolatesRule(value = "S3", saying = "returned null")
  static class ReturnsNoVerdict extends SpamControlContract {
    @Override
    protected SpamControl.Factory factory() {
      return context ->
          new ToySpamControl(context) {
            @Override
            @SuppressWarnings("NullAway") // the mistake of this saboteur
            public @Nullable Verdict judge(GossipMessage message, Peer from) {
              return message.topic().isEmpty() ? null : Verdict.ACCEPT;
            }
          };
    }
  }

  @ViolatesRule(
      value = {"S4", "S5"},
      saying = "not by another clock, randomness or static fields")
  static class UsesAmbientRandomness extends SpamControlContract {
    @Override
    protected SpamControl.Factory factory() {
      return context ->
          new ToySpamControl(context) {
            @Override
            public boolean admit(Peer from, Cost cost, int amount) {
              return super.admit(from, cost, amount)
                  && (amount < 10_000 || ThreadLocalRandom.current().nextBoolean());
            }
          };
    }
  }

  @ViolatesRule(
      value = {"S4", "S5"},
      saying = "the first different answer of two nodes (seed 20260101)")
  static class KeepsAStaticCounter extends SpamControlContract {
    private static int large;

    @Override
    protected SpamControl.Factory factory() {
      return context ->
          new ToySpamControl(context) {
            @Override
            public boolean admit(Peer from, Cost cost, int amount) {
              return super.admit(from, cost, amount) && (amount < 10_000 || ++large % 7 != 0);
            }
          };
    }
  }

  @ViolatesRule(value = "S5", saying = "compare times by their difference")
  static class RoundsTheClockToSeconds extends SpamControlContract {
    @Override
    protected SpamControl.Factory factory() {
      return context ->
          new ToySpamControl(context) {
            private long second;
            private int large;

            @Override
            public boolean admit(Peer from, Cost cost, int amount) {
              long now = context.nowNanos() / 1_000_000_000;
              large = now == second ? large : 0;
              second = now;
              return super.admit(from, cost, amount) && (amount < 10_000 || ++large == 1);
            }
          };
    }
  }

  @ViolatesRule(
      value = {"S6", "S13"},
      saying = "what was refused to an honest peer after PT0S next to a hostile peer")
  static class SharesOneBucketAmongPeers extends SpamControlContract {
    @Override
    protected SpamControl.Factory factory() {
      return context ->
          new ToySpamControl(context) {
            private final Bucket shared = newBucket(context.nowNanos());

            @Override
            Bucket bucketOf(Peer peer) {
              return shared;
            }
          };
    }
  }

  @ViolatesRule(value = "S7", saying = "to an honest peer after 5 earlier links")
  static class RefusesReturningPeers extends SpamControlContract {
    @Override
    protected SpamControl.Factory factory() {
      return context ->
          new ToySpamControl(context) {
            @Override
            public boolean admit(Peer from, Cost cost, int amount) {
              return remembered.getOrDefault(from.id(), 0) <= 5 && super.admit(from, cost, amount);
            }

            @Override
            public void onPeerUp(Peer peer) {
              super.onPeerUp(peer);
              remembered.merge(peer.id(), 1, Integer::sum);
            }

            @Override
            public void onMisbehaviour(Peer peer, Misbehaviour kind) {}
          };
    }
  }

  @ViolatesRule(
      value = "S8",
      saying = "SpamControl.admit(INBOUND peer ..00000001, CONTROL, 200) threw")
  static class FailsForAbsentPeers extends SpamControlContract {
    @Override
    protected SpamControl.Factory factory() {
      return context ->
          new ToySpamControl(context) {
            @Override
            Bucket bucketOf(Peer peer) {
              return requireNonNull(super.bucketOf(peer));
            }
          };
    }
  }

  @ViolatesRule(value = "S9", saying = "bound what is kept after onPeerDown")
  static class RemembersEveryMisbehavingPeer extends SpamControlContract {
    @Override
    protected SpamControl.Factory factory() {
      return context ->
          new ToySpamControl(context) {
            private final Set<PeerId> bad = new HashSet<>();

            @Override
            public void onMisbehaviour(Peer peer, Misbehaviour kind) {
              bad.add(peer.id());
            }
          };
    }
  }

  @ViolatesRule(value = "S9", saying = "objects that spam control keeps after 100,000 peers")
  static class RemembersEveryAuthor extends SpamControlContract {
    private static final Set<AuthorId> AUTHORS = new HashSet<>();

    @Override
    protected SpamControl.Factory factory() {
      return context ->
          new ToySpamControl(context) {
            @Override
            public Verdict judge(GossipMessage message, Peer from) {
              AUTHORS.add(message.author());
              return Verdict.ACCEPT;
            }
          };
    }
  }

  @ViolatesRule(value = "S9", saying = "or override maxRemembered")
  static class RemembersEveryDuplicate extends SpamControlContract {
    @Override
    protected SpamControl.Factory factory() {
      return context ->
          new ToySpamControl(context) {
            private long[] table = new long[16];
            private int size;

            @Override
            public void onDuplicate(GossipMessage message, Peer from) {
              if (size == table.length) {
                table = Arrays.copyOf(table, 2 * size);
              }
              table[size++] = message.id().word(3);
            }
          };
    }
  }

  @ViolatesRule(value = "S10", saying = "objects kept because of 20,000 refusals of PAYLOAD")
  static class RemembersEveryRefusal extends SpamControlContract {
    @Override
    protected SpamControl.Factory factory() {
      return context ->
          new ToySpamControl(context) {
            private final List<long[]> refusals = new ArrayList<>();

            @Override
            public boolean admit(Peer from, Cost cost, int amount) {
              boolean admitted = super.admit(from, cost, amount);
              if (!admitted && refusals.size() < 300_000) {
                refusals.add(new long[1]);
              }
              return admitted;
            }
          };
    }
  }

  @ViolatesRule(value = "S10", saying = "refuse before allocating anything")
  static class AllocatesForEveryRefusal extends SpamControlContract {
    @Override
    protected SpamControl.Factory factory() {
      return context ->
          new ToySpamControl(context) {
            private String reason = "";

            @Override
            public boolean admit(Peer from, Cost cost, int amount) {
              boolean admitted = super.admit(from, cost, amount);
              reason = admitted ? reason : from + " asked for " + amount + " of " + cost;
              return admitted;
            }
          };
    }
  }

  @ViolatesRule(
      value = "S11",
      saying = "only time may change a refusal, or repeated requests pay off")
  static class AdmitsAfterManyRefusals extends SpamControlContract {
    @Override
    protected SpamControl.Factory factory() {
      return context ->
          new ToySpamControl(context) {
            private int refusals;

            @Override
            public boolean admit(Peer from, Cost cost, int amount) {
              return super.admit(from, cost, amount)
                  || (amount > 0 && amount < 10_000 && ++refusals % 50 == 0);
            }

            @Override
            public void onPeerUp(Peer peer) {
              super.onPeerUp(peer);
              refusals = 0;
            }
          };
    }
  }

  @ViolatesRule(value = "S12", saying = "stop filling a full budget")
  static class AccumulatesIdleTime extends SpamControlContract {
    @Override
    protected SpamControl.Factory factory() {
      return context ->
          new ToySpamControl(context) {
            @Override
            Bucket newBucket(long nowNanos) {
              return new Bucket(nowNanos) {
                @Override
                long filled(long before, long elapsedNanos) {
                  return before + elapsedNanos / 1_000_000_000 * PER_SECOND;
                }
              };
            }
          };
    }
  }

  @ViolatesRule(value = "S12", saying = "avoid overflow when multiplying a long time by a rate")
  static class OverflowsAfterMonths extends SpamControlContract {
    @Override
    protected SpamControl.Factory factory() {
      return context ->
          new ToySpamControl(context) {
            @Override
            Bucket newBucket(long nowNanos) {
              return new Bucket(nowNanos) {
                @Override
                long filled(long before, long elapsedNanos) {
                  return Math.min(CAPACITY, before + earned(elapsedNanos));
                }
              };
            }
          };
    }
  }

  @ViolatesRule(value = "S13", saying = "keep a budget per peer")
  static class HasASharedPool extends SpamControlContract {
    @Override
    protected SpamControl.Factory factory() {
      return context ->
          new ToySpamControl(context) {
            // Large enough for an honest and a hostile peer, but not for two that spend everything.
            private final Bucket pool =
                new Bucket(context.nowNanos()) {
                  @Override
                  long earned(long elapsedNanos) {
                    return 3 * super.earned(elapsedNanos);
                  }
                };

            @Override
            public boolean admit(Peer from, Cost cost, int amount) {
              return super.admit(from, cost, amount)
                  && pool.take(amount / 4L * 3, context.nowNanos());
            }
          };
    }
  }

  @ViolatesRule(value = "S14", saying = "keep a budget for each GossipMessage.author")
  static class SharesOneBucketAmongAuthors extends SpamControlContract {
    @Override
    protected SpamControl.Factory factory() {
      return context ->
          new ToySpamControl(context) {
            private final Bucket shared = newBucket(context.nowNanos());

            @Override
            Bucket bucketOf(AuthorId author) {
              return shared;
            }
          };
    }
  }

  @ViolatesRule(value = "S15", saying = "a peer that repeats a message silences its author")
  static class ChargesAuthorsForDuplicates extends SpamControlContract {
    @Override
    protected SpamControl.Factory factory() {
      return context ->
          new ToySpamControl(context) {
            @Override
            public void onDuplicate(GossipMessage message, Peer from) {
              bucketOf(message.author()).take(TOKENS_PER_MESSAGE, context.nowNanos());
            }
          };
    }
  }

  @ViolatesRule(value = "S16", saying = "peer may have accepted it within the author's budget")
  static class RejectsMessagesOverBudget extends SpamControlContract {
    @Override
    protected SpamControl.Factory factory() {
      return context ->
          new ToySpamControl(context) {
            @Override
            public Verdict judge(GossipMessage message, Peer from) {
              return super.judge(message, from) == Verdict.ACCEPT ? Verdict.ACCEPT : Verdict.REJECT;
            }
          };
    }
  }

  @ViolatesRule(
      value = "S16",
      saying = "to a peer that forwarded an author over budget; do not charge it")
  static class ChargesTheCarrier extends SpamControlContract {
    @Override
    protected SpamControl.Factory factory() {
      return context ->
          new ToySpamControl(context) {
            @Override
            public Verdict judge(GossipMessage message, Peer from) {
              Verdict verdict = super.judge(message, from);
              Bucket carrierBucket = bucketOf(from);
              if (verdict == Verdict.IGNORE && carrierBucket != null) {
                carrierBucket.take(100, context.nowNanos());
              }
              return verdict;
            }
          };
    }
  }

  @ViolatesRule(value = "S18", saying = "charge the smallest frames too, or garbage is free")
  static class DoesNotChargeSmallFrames extends SpamControlContract {
    @Override
    protected SpamControl.Factory factory() {
      return context ->
          new ToySpamControl(context) {
            @Override
            public boolean admit(Peer from, Cost cost, int amount) {
              return super.admit(from, cost, amount == Cost.MIN_FRAME_BYTES ? 0 : amount);
            }
          };
    }
  }

  @ViolatesRule(value = "S17", saying = "keep the budget of a departed peer for a while")
  static class ForgetsDepartedPeers extends SpamControlContract {
    @Override
    protected SpamControl.Factory factory() {
      return context ->
          new ToySpamControl(context) {
            private final Map<PeerId, Bucket> buckets = new LinkedHashMap<>();

            @Override
            @Nullable Bucket bucketOf(Peer peer) {
              return buckets.get(peer.id());
            }

            @Override
            public void onPeerUp(Peer peer) {
              buckets.put(peer.id(), newBucket(context.nowNanos()));
            }

            @Override
            public void onPeerDown(Peer peer) {
              buckets.remove(peer.id());
            }
          };
    }
  }
}
