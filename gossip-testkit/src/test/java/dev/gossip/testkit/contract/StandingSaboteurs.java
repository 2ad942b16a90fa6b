package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.Explanation;
import dev.gossip.api.spam.SpamContext;
import dev.gossip.api.spam.SpamControl;
import dev.gossip.api.spam.Standing;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The saboteurs of {@link SpamControlContract} that break rules S19 to S26. */
final class StandingSaboteurs {
  private StandingSaboteurs() {}

  @ViolatesRule(
      value = {"S19", "S21", "S35"},
      saying = "SpamControl.standing of a node that nothing is known of")
  static class SuspectsEveryNode extends AlteredSpamControl {
    @Override
    SpamControl create(SpamContext context) {
      return new ScoringControl(context) {
        @Override
        public Standing standing(PeerId peer) {
          return super.standing(peer).worst(Standing.THROTTLED);
        }

        @Override
        public List<Explanation> explain(PeerId peer) {
          return points(peer) == 0 ? List.of() : super.explain(peer);
        }
      };
    }
  }

  @ViolatesRule(value = "S19", saying = "SpamControl.explain of a node that nothing is known of")
  static class ExplainsNothing extends AlteredSpamControl {
    @Override
    SpamControl create(SpamContext context) {
      return new ScoringControl(context) {
        @Override
        public List<Explanation> explain(PeerId peer) {
          return List.of(new Explanation("misbehaviour", points(peer), points(peer) + " points"));
        }
      };
    }
  }

  @ViolatesRule(value = "S20", saying = "asking must change nothing")
  static class AdmitsExplainedPeers extends AlteredSpamControl {
    @Override
    SpamControl create(SpamContext context) {
      return new ScoringControl(context) {
        @Override
        public List<Explanation> explain(PeerId peer) {
          List<Explanation> reasons = super.explain(peer);
          asked.add(peer);
          return reasons;
        }

        private final Set<PeerId> asked = new HashSet<>();

        @Override
        public boolean admit(Peer from, Cost cost, int amount) {
          return asked.contains(from.id()) || super.admit(from, cost, amount);
        }
      };
    }
  }

  @ViolatesRule(
      value = {"S20", "S22", "S36", "S38"},
      saying = "may only be used inside a callback of the spam control")
  static class WarnsWhenAsked extends AlteredSpamControl {
    @Override
    SpamControl create(SpamContext context) {
      return new ScoringControl(context) {
        @Override
        public List<Explanation> explain(PeerId peer) {
          List<Explanation> reasons = super.explain(peer);
          if (!reasons.isEmpty()) {
            context.warn("a peer is discouraged", "nothing needs to be done");
          }
          return reasons;
        }
      };
    }
  }

  @ViolatesRule(
      value = {"S21", "S28", "S35"},
      saying = "SpamControl.standing of an honest peer after 0s next to a hostile one")
  static class BlamesTheLatestPeer extends AlteredSpamControl {
    @Override
    SpamControl create(SpamContext context) {
      return new ScoringControl(context) {
        private @Nullable PeerId latest;

        @Override
        public void onPeerUp(Peer peer) {
          super.onPeerUp(peer);
          latest = peer.id();
        }

        @Override
        public void onMisbehaviour(Peer peer, Misbehaviour kind) {
          blame(latest == null ? peer.id() : latest);
        }
      };
    }
  }

  @ViolatesRule(value = "S22", saying = "name at least one reason")
  static class GivesNoReason extends AlteredSpamControl {
    @Override
    SpamControl create(SpamContext context) {
      return new ScoringControl(context) {
        @Override
        public List<Explanation> explain(PeerId peer) {
          return List.of();
        }
      };
    }
  }

  @ViolatesRule(value = "S22", saying = "Explanation.detail")
  static class ExplainsInManyLines extends AlteredSpamControl {
    @Override
    SpamControl create(SpamContext context) {
      return new ScoringControl(context) {
        @Override
        public List<Explanation> explain(PeerId peer) {
          return points(peer) == 0
              ? List.of()
              : List.of(new Explanation("misbehaviour", points(peer), "points\n".repeat(3)));
        }
      };
    }
  }

  @ViolatesRule(
      value = {"S23", "S32", "S35", "S36"},
      saying = "without that call the node does not disconnect it")
  static class KeepsStandingsToItself extends AlteredSpamControl {
    @Override
    SpamControl create(SpamContext context) {
      return new ScoringControl(context) {
        @Override
        void blame(PeerId peer) {
          for (int i = 0; i < DISCOURAGED_AT - 1 && points(peer) == 0; i++) {
            super.blame(peer);
          }
        }

        @Override
        public Standing standing(PeerId peer) {
          return points(peer) > 0 ? Standing.DISCOURAGED : Standing.GOOD;
        }
      };
    }
  }

  @ViolatesRule(
      value = {"S24", "S29", "S33"},
      saying = "that such peers are discouraged")
  static class NeverRefuses extends AlteredScoring {
    @Override
    SpamControl create(SpamContext context) {
      return new ScoringControl(context) {
        @Override
        void blame(PeerId peer) {}
      };
    }
  }

  @ViolatesRule(value = "S24", saying = "refuse everything from it")
  static class AdmitsDiscouragedPeers extends AlteredScoring {
    @Override
    SpamControl create(SpamContext context) {
      return new ScoringControl(context) {
        @Override
        public boolean admit(Peer from, Cost cost, int amount) {
          return cost == Cost.CONTROL || super.admit(from, cost, amount);
        }
      };
    }
  }

  @ViolatesRule(
      value = {"S25", "S33"},
      saying = "of a discouraged peer that reconnected")
  static class ForgetsOnReconnect extends AlteredScoring {
    @Override
    SpamControl create(SpamContext context) {
      return new ScoringControl(context) {
        @Override
        public void onPeerDown(Peer peer) {
          super.onPeerDown(peer);
          context.records().remove(peer.id());
        }
      };
    }
  }

  @ViolatesRule(
      value = {"S25", "S32", "S33", "S34", "S35", "S36"},
      saying = "forgive, or declare a longer time in forgivenAfter()")
  static class NeverForgives extends AlteredScoring {
    @Override
    SpamControl create(SpamContext context) {
      return new ScoringControl(context) {
        private final Set<PeerId> bad = new HashSet<>();

        @Override
        void blame(PeerId peer) {
          super.blame(peer);
          if (bad.size() < 100 && points(peer) == DISCOURAGED_AT) {
            bad.add(peer);
          }
        }

        @Override
        public Standing standing(PeerId peer) {
          return bad.contains(peer) ? Standing.DISCOURAGED : super.standing(peer);
        }

        @Override
        public List<Explanation> explain(PeerId peer) {
          return standing(peer) == Standing.GOOD
              ? super.explain(peer)
              : List.of(new Explanation("misbehaviour", 1, "once"));
        }
      };
    }
  }

  @ViolatesRule(value = "S26", saying = "NoSuchElementException")
  static class TrustsItsRecords extends AlteredSpamControl {
    @Override
    SpamControl create(SpamContext context) {
      return new ScoringControl(context) {
        @Override
        public void onPeerUp(Peer peer) {
          super.onPeerUp(peer);
          if (context.records().get(peer.id()).isEmpty()) {
            context.records().put(peer.id(), ByteString.EMPTY);
          }
          up.add(peer.id());
        }

        private final Set<PeerId> up = new HashSet<>();

        @Override
        public void onPeerDown(Peer peer) {
          super.onPeerDown(peer);
          up.remove(peer.id());
        }

        @Override
        int points(PeerId peer) {
          return up.contains(peer) && context.records().get(peer).orElseThrow().isEmpty()
              ? 0
              : super.points(peer);
        }
      };
    }
  }
}
