package dev.gossip.testkit.contract;

import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.spam.Explanation;
import dev.gossip.api.spam.Rejection;
import dev.gossip.api.spam.SpamContext;
import dev.gossip.api.spam.SpamControl;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The saboteurs of {@link SpamControlContract} that break rules S27 to S31 and S38. */
final class EvidenceSaboteurs {
  private EvidenceSaboteurs() {}

  @ViolatesRule(value = "S27", saying = "a peer that carried what an author did wrong")
  static class ChargesTheCarrier extends AlteredScoring {
    @Override
    SpamControl create(SpamContext context) {
      return new ScoringControl(context) {
        @Override
        public void onRejected(Rejection rejection) {
          super.onRejected(rejection);
          if (rejection.fault() == Rejection.Fault.AUTHOR) {
            blame(rejection.from().id());
          }
        }
      };
    }
  }

  @ViolatesRule(value = "S28", saying = "whose messages cannot be judged")
  static class ChargesTheUnknown extends AlteredScoring {
    @Override
    SpamControl create(SpamContext context) {
      return new ScoringControl(context) {
        @Override
        public void onRejected(Rejection rejection) {
          super.onRejected(rejection);
          if (rejection.fault() == Rejection.Fault.UNKNOWN) {
            blame(rejection.from().id());
          }
        }
      };
    }
  }

  @ViolatesRule(value = "S28", saying = "a peer that is slow")
  static class ChargesTheSlow extends AlteredScoring {
    @Override
    SpamControl create(SpamContext context) {
      return new ScoringControl(context) {
        @Override
        public void onMisbehaviour(Peer peer, Misbehaviour kind) {
          blame(peer.id());
        }
      };
    }
  }

  @ViolatesRule(value = "S29", saying = "MALFORMED_FRAME ten times a second, for 10 s and alone")
  static class NeedsTwoKinds extends AlteredScoring {
    @Override
    SpamControl create(SpamContext context) {
      return new ScoringControl(context) {
        private final Map<PeerId, Misbehaviour> latest = new HashMap<>();

        @Override
        public void onMisbehaviour(Peer peer, Misbehaviour kind) {
          Misbehaviour before = latest.put(peer.id(), kind);
          if (before != null && before != kind) {
            super.onMisbehaviour(peer, kind);
          }
        }

        @Override
        public void onPeerDown(Peer peer) {
          super.onPeerDown(peer);
          latest.remove(peer.id());
        }
      };
    }
  }

  @ViolatesRule(
      value = {"S30", "S31"},
      saying = "the fault may be here")
  static class BlamesEveryone extends AlteredScoring {
    @Override
    SpamControl create(SpamContext context) {
      return new ScoringControl(context) {
        @Override
        public void onRejected(Rejection rejection) {
          super.onRejected(rejection);
          if (isInferred(rejection)) {
            blame(rejection.from().id());
          }
        }
      };
    }
  }

  /** Charges nobody while many show it, but does not take back what it has charged. */
  @ViolatesRule(value = "S31", saying = "the peer that first showed what a third of all showed")
  static class KeepsTheFirst extends AlteredScoring {
    @Override
    SpamControl create(SpamContext context) {
      return new ScoringControl(context) {
        private final Map<PeerId, Long> shown = new HashMap<>();

        @Override
        public void onRejected(Rejection rejection) {
          super.onRejected(rejection);
          if (isInferred(rejection)) {
            long now = context.nowNanos();
            shown.put(rejection.from().id(), now);
            shown.values().removeIf(then -> now - then >= Duration.ofMinutes(1).toNanos());
            if (shown.size() < 3) {
              blame(rejection.from().id());
            }
          }
        }

        @Override
        public void onPeerDown(Peer peer) {
          super.onPeerDown(peer);
          shown.remove(peer.id());
        }
      };
    }
  }

  @ViolatesRule(value = "S38", saying = "which must name no message, peer or author")
  static class NamesTheMessage extends AlteredScoring {
    @Override
    SpamControl create(SpamContext context) {
      return new ScoringControl(context) {
        private String latest = "";

        @Override
        public void onRejected(Rejection rejection) {
          super.onRejected(rejection);
          latest = rejection.message().id().hex();
        }

        @Override
        public List<Explanation> explain(PeerId peer) {
          return super.explain(peer).stream()
              .map(why -> new Explanation(why.term(), why.value(), "for message " + latest))
              .toList();
        }
      };
    }
  }

  @ViolatesRule(value = "S38", saying = "which must name no message, peer or author")
  static class NamesPeersInTerms extends AlteredScoring {
    @Override
    SpamControl create(SpamContext context) {
      return new ScoringControl(context) {
        @Override
        public List<Explanation> explain(PeerId peer) {
          return super.explain(peer).stream()
              .map(why -> new Explanation(peer.hex().substring(50), why.value(), why.detail()))
              .toList();
        }
      };
    }
  }

  private static boolean isInferred(Rejection rejection) {
    return rejection.fault() == Rejection.Fault.CARRIER
        && rejection.reason() != Rejection.Reason.BAD_SIGNATURE;
  }
}
