package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.Direction;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.DialOutcome;
import dev.gossip.api.membership.Candidate;
import dev.gossip.api.membership.Membership;
import dev.gossip.api.membership.MembershipContext;
import dev.gossip.api.transport.DownReason;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;

class MembershipContractTest extends ContractProof {
  MembershipContractTest() {
    super(MembershipContract.class, MembershipSaboteurs.class);
  }

  @ViolatesRule(value = "G1", saying = "Membership.Factory.create threw")
  static class ConnectsInCreate extends AlteredMembership {
    @Override
    Membership create(MembershipContext context) {
      context.addresses().latest(3).forEach(known -> context.connect(known.address()));
      return new ToyMembership(context);
    }
  }

  @ViolatesRule(
      value = {"G2", "G16"},
      saying = "answer within 5s, which is gossip.candidate-timeout")
  static class AnswersLate extends AlteredMembership {
    @Override
    Membership create(MembershipContext context) {
      return new ToyMembership(context) {
        @Override
        Duration moment() {
          return Duration.ofSeconds(10);
        }
      };
    }
  }

  @ViolatesRule(
      value = "G2",
      saying = "how long a candidate waited for MembershipContext.accept or refuse")
  static class NeverRefuses extends AlteredMembership {
    @Override
    Membership create(MembershipContext context) {
      return new ToyMembership(context) {
        @Override
        void refuse(Candidate candidate) {}
      };
    }
  }

  @ViolatesRule(value = "G3", saying = "call MembershipContext.keep in onPeerAdded")
  static class IgnoresTheUser extends AlteredMembership {
    @Override
    Membership create(MembershipContext context) {
      return new ToyMembership(context) {
        @Override
        public void onPeerAdded(PeerAddress address) {}
      };
    }
  }

  @ViolatesRule(value = "G3", saying = "go on if it cannot be reached at first")
  static class ConnectsOnce extends AlteredMembership {
    @Override
    Membership create(MembershipContext context) {
      return new ToyMembership(context) {
        @Override
        public void onPeerAdded(PeerAddress address) {
          context.connect(address);
          context.connect(address);
        }

        @Override
        public void onPeerRemoved(PeerAddress address) {
          for (Peer peer : context.peers()) {
            if (peer.direction() == Direction.OUTBOUND) {
              context.disconnect(peer.id(), "it is not wanted any more");
            }
          }
        }

        @Override
        public void onDialOutcome(PeerAddress address, DialOutcome outcome) {
          context.release(address);
        }
      };
    }
  }

  @ViolatesRule(
      value = "G4",
      saying = "call MembershipContext.release or disconnect in onPeerRemoved")
  static class NeverReleases extends AlteredMembership {
    @Override
    Membership create(MembershipContext context) {
      return new ToyMembership(context) {
        @Override
        public void onPeerRemoved(PeerAddress address) {}
      };
    }
  }

  @ViolatesRule(
      value = {"G5", "G6", "G7"},
      saying = "take time and randomness from MembershipContext only")
  static class UsesAmbientRandomness extends AlteredMembership {
    @Override
    Membership create(MembershipContext context) {
      return new ToyMembership(context) {
        @Override
        int others() {
          return ThreadLocalRandom.current().nextInt(16);
        }
      };
    }
  }

  @ViolatesRule(value = "G6", saying = "compare times by their difference")
  static class AssumesPositiveTime extends AlteredMembership {
    @Override
    Membership create(MembershipContext context) {
      return new ToyMembership(context) {
        private long lastNanos;

        @Override
        int others() {
          boolean later = context.nowNanos() >= lastNanos;
          lastNanos = context.nowNanos();
          return later ? 3 : 0;
        }
      };
    }
  }

  @ViolatesRule(value = "G7", saying = "an exception stops the node: handle it in the plugin")
  static class TrustsInput extends AlteredMembership {
    @Override
    Membership create(MembershipContext context) {
      return new ToyMembership(context) {
        @Override
        public void onControl(PeerId from, ByteString body) throws InvalidProtocolBufferException {
          if (body.byteAt(0) != 0) {
            throw new InvalidProtocolBufferException("not a number of peers");
          }
        }
      };
    }
  }

  @ViolatesRule(value = "G7", saying = "parse before changing any field")
  static class CountsBeforeParsing extends AlteredMembership {
    @Override
    Membership create(MembershipContext context) {
      return new ToyMembership(context) {
        private int frames;

        @Override
        public void onControl(PeerId from, ByteString body) throws InvalidProtocolBufferException {
          frames++;
          super.onControl(from, body);
        }

        @Override
        int others() {
          return frames % 2;
        }
      };
    }
  }

  @ViolatesRule(value = "G8", saying = "one line of at most 200 characters")
  static class RefusesInManyLines extends AlteredMembership {
    @Override
    Membership create(MembershipContext context) {
      return new ToyMembership(context) {
        @Override
        String reason() {
          return "all its places are taken:\n" + context.peers();
        }
      };
    }
  }

  @ViolatesRule(value = "G8", saying = "name at most 16")
  static class NamesTooManyAddresses extends AlteredMembership {
    @Override
    Membership create(MembershipContext context) {
      return new ToyMembership(context) {
        @Override
        int others() {
          return 17;
        }
      };
    }
  }

  @ViolatesRule(value = "G9", saying = "Membership.onPeerDown(peer 4711) threw")
  static class FailsForUnknownPeers extends AlteredMembership {
    @Override
    Membership create(MembershipContext context) {
      return new ToyMembership(context) {
        private final Set<PeerId> up = new TreeSet<>();

        @Override
        public void onPeerUp(Peer peer) {
          super.onPeerUp(peer);
          up.add(peer.id());
        }

        @Override
        public void onPeerDown(Peer peer, Optional<DownReason> reason) {
          if (!up.remove(peer.id())) {
            throw new IllegalStateException("unknown");
          }
        }
      };
    }
  }

  @ViolatesRule(value = "G10", saying = "check maxControlBytes of each node before sending")
  static class SendsOversizedFrames extends AlteredMembership {
    @Override
    Membership create(MembershipContext context) {
      return new ToyMembership(context) {
        @Override
        int bodyBytes(PeerId to) {
          return context.peers().size();
        }

        @Override
        public void onPeerUp(Peer peer) {
          super.onPeerUp(peer);
          context.sendControl(peer.id(), ByteString.copyFrom(new byte[500]));
        }
      };
    }
  }

  @ViolatesRule(value = "G12", saying = "forget a candidate in Membership.onCandidateGone")
  static class DecidesAboutGoneCandidates extends AlteredMembership {
    @Override
    Membership create(MembershipContext context) {
      return new ToyMembership(context) {
        @Override
        public void onCandidateGone(Candidate candidate) {}
      };
    }
  }

  @ViolatesRule(value = "G12", saying = "give the place of the candidate to others")
  static class KeepsPlacesOfGoneCandidates extends AlteredMembership {
    @Override
    Membership create(MembershipContext context) {
      return new ToyMembership(context) {
        private int placesOfGone;

        @Override
        public void onCandidateGone(Candidate candidate) {
          super.onCandidateGone(candidate);
          placesOfGone = Math.min(MAX_INBOUND, placesOfGone + 1);
        }

        @Override
        int places() {
          return MAX_INBOUND - placesOfGone;
        }
      };
    }
  }

  @ViolatesRule(value = "G13", saying = "take the direction of a peer from")
  static class BelievesTheDirectionOfCandidates extends AlteredMembership {
    @Override
    Membership create(MembershipContext context) {
      return new ToyMembership(context) {
        private final Set<PeerId> asked = new TreeSet<>();
        private int inbound;

        @Override
        public void onCandidate(Candidate candidate) {
          super.onCandidate(candidate);
          if (candidate.direction() == Direction.INBOUND) {
            asked.add(candidate.id());
          }
        }

        @Override
        public void onCandidateGone(Candidate candidate) {
          super.onCandidateGone(candidate);
          asked.remove(candidate.id());
        }

        @Override
        void refuse(Candidate candidate) {
          super.refuse(candidate);
          asked.remove(candidate.id());
        }

        @Override
        public void onPeerUp(Peer peer) {
          super.onPeerUp(peer);
          inbound += asked.remove(peer.id()) ? 1 : 0;
        }

        @Override
        public void onPeerDown(Peer peer, Optional<DownReason> reason) {
          inbound -= peer.direction() == Direction.INBOUND && inbound > 0 ? 1 : 0;
        }

        @Override
        int places() {
          return inbound < MAX_INBOUND ? MAX_INBOUND : 0;
        }
      };
    }
  }

  @ViolatesRule(value = "G11", saying = "timers and offloaded work that wait")
  static class SchedulesForEachCandidate extends AlteredMembership {
    @Override
    Membership create(MembershipContext context) {
      return new ToyMembership(context) {
        @Override
        public void onCandidate(Candidate candidate) {
          super.onCandidate(candidate);
          context.schedule(Duration.ofDays(365), "forget", () -> {});
        }
      };
    }
  }

  @ViolatesRule(value = "G11", saying = "forget nodes that are gone")
  static class RemembersEveryCandidate extends AlteredMembership {
    @Override
    Membership create(MembershipContext context) {
      return new ToyMembership(context) {
        private final Set<PeerId> all = new TreeSet<>();

        @Override
        public void onCandidate(Candidate candidate) {
          super.onCandidate(candidate);
          all.add(candidate.id());
        }
      };
    }
  }
}
