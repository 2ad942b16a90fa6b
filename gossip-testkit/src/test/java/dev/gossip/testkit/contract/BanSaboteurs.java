package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;
import dev.gossip.api.Discouragement;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.spam.SpamContext;
import dev.gossip.api.spam.SpamControl;
import dev.gossip.api.spam.Standing;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The saboteurs of {@link SpamControlContract} that break rules S32 to S37. */
final class BanSaboteurs {
  private BanSaboteurs() {}

  @ViolatesRule(
      value = {"S32", "S33", "S35", "S36"},
      saying = "name the rule and a time")
  static class HidesItsReason extends AlteredScoring {
    @Override
    SpamControl create(SpamContext context) {
      return new ScoringControl(context) {
        @Override
        public Optional<Discouragement> discouragement(PeerId peer) {
          return Optional.empty();
        }
      };
    }
  }

  @ViolatesRule(
      value = {"S32", "S33", "S35", "S36"},
      saying = "Discouragement.comeBackIn")
  static class BansForAWeek extends AlteredScoring {
    @Override
    SpamControl create(SpamContext context) {
      return new ScoringControl(context) {
        @Override
        public Optional<Discouragement> discouragement(PeerId peer) {
          return altered(super.discouragement(peer), Duration.ofDays(7));
        }
      };
    }
  }

  @ViolatesRule(
      value = {"S32", "S33", "S35"},
      saying = "of a peer that came back after 300s, as announced")
  static class PromisesTooMuch extends AlteredScoring {
    @Override
    SpamControl create(SpamContext context) {
      return new ScoringControl(context) {
        @Override
        public Optional<Discouragement> discouragement(PeerId peer) {
          return altered(super.discouragement(peer), Duration.ofMinutes(5));
        }
      };
    }
  }

  private static Optional<Discouragement> altered(
      Optional<Discouragement> why, Duration comeBackIn) {
    return why.map(old -> new Discouragement(old.rule(), old.count(), comeBackIn));
  }

  @ViolatesRule(value = "S33", saying = "the next one should be longer")
  static class SameBanAgain extends AlteredScoring {
    @Override
    SpamControl create(SpamContext context) {
      return new ScoringControl(context) {
        @Override
        long banMillis(int bans) {
          return super.banMillis(1);
        }
      };
    }
  }

  @ViolatesRule(value = "S33", saying = "of a ban 30 days after the last one")
  static class NeverForgetsBans extends AlteredScoring {
    @Override
    SpamControl create(SpamContext context) {
      return new ScoringControl(context) {
        @Override
        boolean forgetsBans(Score score) {
          return false;
        }
      };
    }
  }

  @ViolatesRule(value = "S34", saying = "an id that a departed peer has claimed without proof")
  static class RemembersClaimedIds extends AlteredScoring {
    @Override
    SpamControl create(SpamContext context) {
      return new ScoringControl(context) {
        private final Set<PeerId> bad = new HashSet<>();

        @Override
        public void onPeerDown(Peer peer) {
          super.onPeerDown(peer);
          if (!context.provesIds() && bad.size() < 100 && standing(peer.id()) != Standing.GOOD) {
            bad.add(peer.id());
          }
        }

        @Override
        public Standing standing(PeerId peer) {
          return bad.contains(peer) ? Standing.DISCOURAGED : super.standing(peer);
        }
      };
    }
  }

  @ViolatesRule(
      value = {"S35", "S36"},
      saying = "Discouragement.comeBackIn")
  static class TrustsTheWallClock extends AlteredScoring {
    @Override
    SpamControl create(SpamContext context) {
      return new ScoringControl(context) {
        @Override
        long now() {
          return context.wallMillis();
        }

        @Override
        boolean isTimely(Score score) {
          return true;
        }
      };
    }
  }

  @ViolatesRule(value = "S35", saying = "after the node was restarted")
  static class CountsFromTheStart extends AlteredScoring {
    @Override
    SpamControl create(SpamContext context) {
      return new ScoringControl(context) {
        private final long startMillis = super.now();

        @Override
        long now() {
          return super.now() - startMillis;
        }
      };
    }
  }

  @ViolatesRule(value = "S36", saying = "BufferUnderflowException")
  static class TrustsRecordBytes extends AlteredScoring {
    @Override
    SpamControl create(SpamContext context) {
      return new ScoringControl(context) {
        @Override
        boolean canRead(ByteString record) {
          return !record.isEmpty();
        }
      };
    }
  }

  @ViolatesRule(value = "S37", saying = "goes on while it is discouraged")
  static class ExtendsBans extends AlteredScoring {
    @Override
    SpamControl create(SpamContext context) {
      return new ScoringControl(context) {
        @Override
        void blame(PeerId peer) {
          super.blame(peer);
          Score score = score(peer);
          if (score.points() == DISCOURAGED_AT) {
            put(peer, score.until(now() + banMillis(score.bans())));
          }
        }
      };
    }
  }
}
