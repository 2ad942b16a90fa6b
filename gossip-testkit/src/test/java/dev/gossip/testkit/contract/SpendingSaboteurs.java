package dev.gossip.testkit.contract;

import dev.gossip.api.AuthorId;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.Verdict;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.SpamContext;
import dev.gossip.api.spam.SpamControl;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The saboteurs of {@link SpamControlContract} that break rules about budgets: S10 to S18. */
final class SpendingSaboteurs {
  private SpendingSaboteurs() {}

  @ViolatesRule(value = "S10", saying = "objects kept because of 20,000 refusals of PAYLOAD")
  static class RemembersEveryRefusal extends AlteredSpamControl {
    @Override
    SpamControl create(SpamContext context) {
      return new ToySpamControl(context) {
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
  static class AllocatesForEveryRefusal extends AlteredSpamControl {
    @Override
    SpamControl create(SpamContext context) {
      return new ToySpamControl(context) {
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
  static class AdmitsAfterManyRefusals extends AlteredSpamControl {
    @Override
    SpamControl create(SpamContext context) {
      return new ToySpamControl(context) {
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
  static class AccumulatesIdleTime extends AlteredSpamControl {
    @Override
    SpamControl create(SpamContext context) {
      return new ToySpamControl(context) {
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
  static class OverflowsAfterMonths extends AlteredSpamControl {
    @Override
    SpamControl create(SpamContext context) {
      return new ToySpamControl(context) {
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
  static class HasASharedPool extends AlteredSpamControl {
    @Override
    SpamControl create(SpamContext context) {
      return new ToySpamControl(context) {
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
          return super.admit(from, cost, amount) && pool.take(amount / 4L * 3, context.nowNanos());
        }
      };
    }
  }

  @ViolatesRule(value = "S14", saying = "keep a budget for each GossipMessage.author")
  static class SharesOneBucketAmongAuthors extends AlteredSpamControl {
    @Override
    SpamControl create(SpamContext context) {
      return new ToySpamControl(context) {
        private final Bucket shared = newBucket(context.nowNanos());

        @Override
        Bucket bucketOf(AuthorId author) {
          return shared;
        }
      };
    }
  }

  @ViolatesRule(value = "S15", saying = "a peer that repeats a message silences its author")
  static class ChargesAuthorsForDuplicates extends AlteredSpamControl {
    @Override
    SpamControl create(SpamContext context) {
      return new ToySpamControl(context) {
        @Override
        public void onDuplicate(GossipMessage message, Peer from) {
          bucketOf(message.author()).take(TOKENS_PER_MESSAGE, context.nowNanos());
        }
      };
    }
  }

  @ViolatesRule(value = "S16", saying = "peer may have accepted it within the author's budget")
  static class RejectsMessagesOverBudget extends AlteredSpamControl {
    @Override
    SpamControl create(SpamContext context) {
      return new ToySpamControl(context) {
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
  static class ChargesTheCarrier extends AlteredSpamControl {
    @Override
    SpamControl create(SpamContext context) {
      return new ToySpamControl(context) {
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

  @ViolatesRule(value = "S17", saying = "keep the budget of a departed peer for a while")
  static class ForgetsDepartedPeers extends AlteredSpamControl {
    @Override
    SpamControl create(SpamContext context) {
      return new ToySpamControl(context) {
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

  @ViolatesRule(value = "S18", saying = "charge the smallest frames too, or garbage is free")
  static class DoesNotChargeSmallFrames extends AlteredSpamControl {
    @Override
    SpamControl create(SpamContext context) {
      return new ToySpamControl(context) {
        @Override
        public boolean admit(Peer from, Cost cost, int amount) {
          return super.admit(from, cost, amount == Cost.MIN_FRAME_BYTES ? 0 : amount);
        }
      };
    }
  }
}
