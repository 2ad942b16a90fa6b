package dev.gossip.testkit.contract;

import static java.util.Objects.requireNonNull;

import dev.gossip.api.AuthorId;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.Verdict;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.SpamContext;
import dev.gossip.api.spam.SpamControl;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The saboteurs of {@link SpamControlContract} that break rules S1 to S9. */
final class SpamSaboteurs {
  private SpamSaboteurs() {}

  @ViolatesRule(
      value = {"S1", "S6"},
      saying = "override modestBudget if that is too much")
  static class NeverRefillsTheBucket extends AlteredSpamControl {
    @Override
    SpamControl create(SpamContext context) {
      return new ToySpamControl(context) {
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
  static class OverflowsOnLargeAmounts extends AlteredSpamControl {
    @Override
    SpamControl create(SpamContext context) {
      return new ToySpamControl(context) {
        @Override
        public boolean admit(Peer from, Cost cost, int amount) {
          return super.admit(from, cost, Math.multiplyExact(2, amount) / 2);
        }
      };
    }
  }

  @ViolatesRule(value = "S3", saying = "an exception stops the node: handle it in the plugin")
  static class FailsWithoutAnAuthor extends AlteredSpamControl {
    @Override
    SpamControl create(SpamContext context) {
      return new ToySpamControl(context) {
        @Override
        public Verdict judge(GossipMessage message, Peer from) {
          return message.author().key().byteAt(0) < 100 ? Verdict.ACCEPT : Verdict.IGNORE;
        }
      };
    }
  }

  @ViolatesRule(value = "S3", saying = "returned null")
  static class ReturnsNoVerdict extends AlteredSpamControl {
    @Override
    SpamControl create(SpamContext context) {
      return new ToySpamControl(context) {
        @Override
        @SuppressWarnings("NullAway") // the mistake of this saboteur
        public @Nullable Verdict judge(GossipMessage message, Peer from) {
          return message.topic().isEmpty() ? null : Verdict.ACCEPT;
        }
      };
    }
  }

  @ViolatesRule(
      value = {"S4", "S5", "S20"},
      saying = "not by another clock, randomness or static fields")
  static class UsesAmbientRandomness extends AlteredSpamControl {
    @Override
    SpamControl create(SpamContext context) {
      return new ToySpamControl(context) {
        @Override
        public boolean admit(Peer from, Cost cost, int amount) {
          return super.admit(from, cost, amount)
              && (amount < 10_000 || ThreadLocalRandom.current().nextBoolean());
        }
      };
    }
  }

  @ViolatesRule(
      value = {"S4", "S5", "S20"},
      saying = "the first different answer of two nodes (seed 20260101)")
  static class KeepsAStaticCounter extends AlteredSpamControl {
    private static int large;

    @Override
    SpamControl create(SpamContext context) {
      return new ToySpamControl(context) {
        @Override
        public boolean admit(Peer from, Cost cost, int amount) {
          return super.admit(from, cost, amount) && (amount < 10_000 || ++large % 7 != 0);
        }
      };
    }
  }

  @ViolatesRule(value = "S5", saying = "compare times by their difference")
  static class RoundsTheClockToSeconds extends AlteredSpamControl {
    @Override
    SpamControl create(SpamContext context) {
      return new ToySpamControl(context) {
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
      saying = "what was refused to an honest peer after 0s next to a hostile peer")
  static class SharesOneBucketAmongPeers extends AlteredSpamControl {
    @Override
    SpamControl create(SpamContext context) {
      return new ToySpamControl(context) {
        private final Bucket shared = newBucket(context.nowNanos());

        @Override
        Bucket bucketOf(Peer peer) {
          return shared;
        }
      };
    }
  }

  @ViolatesRule(value = "S7", saying = "to an honest peer after 5 earlier links")
  static class RefusesReturningPeers extends AlteredSpamControl {
    @Override
    SpamControl create(SpamContext context) {
      return new ToySpamControl(context) {
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
  static class FailsForAbsentPeers extends AlteredSpamControl {
    @Override
    SpamControl create(SpamContext context) {
      return new ToySpamControl(context) {
        @Override
        Bucket bucketOf(Peer peer) {
          return requireNonNull(super.bucketOf(peer));
        }
      };
    }
  }

  @ViolatesRule(value = "S9", saying = "bound what is kept after onPeerDown")
  static class RemembersEveryMisbehavingPeer extends AlteredSpamControl {
    @Override
    SpamControl create(SpamContext context) {
      return new ToySpamControl(context) {
        private final Set<PeerId> bad = new HashSet<>();

        @Override
        public void onMisbehaviour(Peer peer, Misbehaviour kind) {
          bad.add(peer.id());
        }
      };
    }
  }

  @ViolatesRule(value = "S9", saying = "objects that spam control keeps after 100,000 peers")
  static class RemembersEveryAuthor extends AlteredSpamControl {
    private static final Set<AuthorId> AUTHORS = new HashSet<>();

    @Override
    SpamControl create(SpamContext context) {
      // Another run in this process has added the same authors.
      AUTHORS.clear();
      return new ToySpamControl(context) {
        @Override
        public Verdict judge(GossipMessage message, Peer from) {
          AUTHORS.add(message.author());
          return Verdict.ACCEPT;
        }
      };
    }
  }

  @ViolatesRule(value = "S9", saying = "or override maxRemembered")
  static class RemembersEveryDuplicate extends AlteredSpamControl {
    @Override
    SpamControl create(SpamContext context) {
      return new ToySpamControl(context) {
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
}
