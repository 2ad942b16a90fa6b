package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.AddressSource;
import dev.gossip.api.discovery.DiscoveryContext;
import dev.gossip.api.discovery.PeerDiscovery;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;

class DiscoveryContractTest extends ContractProof {
  DiscoveryContractTest() {
    super(DiscoveryContract.class);
  }

  @ViolatesRule(value = "D1", saying = "PeerDiscovery.Factory.create threw")
  static class ProposesInCreate extends AlteredDiscovery {
    @Override
    PeerDiscovery create(DiscoveryContext context) {
      context.propose(new PeerAddress("192.0.2.9", 6_000), AddressSource.SERVICE);
      return new ToyDiscovery(context);
    }
  }

  @ViolatesRule(value = "D1", saying = "addresses proposed before PeerDiscovery.start; wait for it")
  static class ProposesBeforeStart extends AlteredDiscovery {
    @Override
    PeerDiscovery create(DiscoveryContext context) {
      context.schedule(
          Duration.ofMinutes(1),
          "propose",
          () -> context.propose(new PeerAddress("192.0.2.9", 6_000), AddressSource.SERVICE));
      return new ToyDiscovery(context);
    }
  }

  @ViolatesRule(
      value = {"D2", "D3", "D4"},
      saying = "take time and randomness from DiscoveryContext only")
  static class UsesAmbientRandomness extends AlteredDiscovery {
    @Override
    PeerDiscovery create(DiscoveryContext context) {
      return new ToyDiscovery(context) {
        @Override
        public void onNodeUp(PeerId node, PeerAddress address) {
          if (ThreadLocalRandom.current().nextBoolean()) {
            super.onNodeUp(node, address);
          }
        }
      };
    }
  }

  @ViolatesRule(value = "D3", saying = "compare times by their difference")
  static class AssumesPositiveTime extends AlteredDiscovery {
    @Override
    PeerDiscovery create(DiscoveryContext context) {
      return new ToyDiscovery(context) {
        private long lastNanos;

        @Override
        public void onNodeUp(PeerId node, PeerAddress address) {
          if (context.nowNanos() >= lastNanos) {
            lastNanos = context.nowNanos();
            super.onNodeUp(node, address);
          }
        }
      };
    }
  }

  @ViolatesRule(
      value = {"D4", "D5"},
      saying = "an exception stops the node: handle it in the plugin")
  static class TrustsInput extends AlteredDiscovery {
    @Override
    PeerDiscovery create(DiscoveryContext context) {
      return new ToyDiscovery(context) {
        @Override
        public void onControl(PeerId from, ByteString body) throws InvalidProtocolBufferException {
          if (body.byteAt(0) > ANSWER) {
            throw new InvalidProtocolBufferException("neither a question nor an answer");
          }
          super.onControl(from, body);
        }
      };
    }
  }

  @ViolatesRule(value = "D4", saying = "parse before changing any field")
  static class ForgetsTheQuestionBeforeParsing extends AlteredDiscovery {
    @Override
    PeerDiscovery create(DiscoveryContext context) {
      return new ToyDiscovery(context) {
        private int answers;

        @Override
        public void onControl(PeerId from, ByteString body) throws InvalidProtocolBufferException {
          answers++;
          super.onControl(from, body);
        }

        @Override
        int maxProposals() {
          return answers % 2 == 0 ? 1 : 2;
        }
      };
    }
  }

  @ViolatesRule(value = "D5", saying = "take at most maxProposalsPerFrame()")
  static class ProposesEveryAddress extends AlteredDiscovery {
    @Override
    PeerDiscovery create(DiscoveryContext context) {
      return new ToyDiscovery(context) {
        @Override
        int maxProposals() {
          return Integer.MAX_VALUE;
        }
      };
    }
  }

  @ViolatesRule(value = "D6", saying = "another node may lie, so AddressSource is NODE")
  static class TrustsOtherNodes extends AlteredDiscovery {
    @Override
    PeerDiscovery create(DiscoveryContext context) {
      return new ToyDiscovery(context) {
        @Override
        void propose(PeerAddress teller, PeerAddress address) {
          context.propose(address, AddressSource.SERVICE);
        }
      };
    }
  }

  @ViolatesRule(
      value = {"D7", "D8"},
      saying = "check maxControlBytes of each node before sending")
  static class SendsOversizedAnswers extends AlteredDiscovery {
    @Override
    PeerDiscovery create(DiscoveryContext context) {
      return new ToyDiscovery(context) {
        @Override
        int maxBodyBytes(PeerId to) {
          return ControlBench.CONTROL_BYTES;
        }
      };
    }
  }

  @ViolatesRule(value = "D8", saying = "PeerDiscovery.onNodeDown(peer 1) threw")
  static class FailsForUnknownNodes extends AlteredDiscovery {
    @Override
    PeerDiscovery create(DiscoveryContext context) {
      return new ToyDiscovery(context) {
        @Override
        public void onNodeDown(PeerId node) {
          if (!asked.containsKey(node)) {
            throw new IllegalStateException("unknown");
          }
          super.onNodeDown(node);
        }
      };
    }
  }

  @ViolatesRule(value = "D9", saying = "timers and offloaded work that wait")
  static class SchedulesForEachNode extends AlteredDiscovery {
    @Override
    PeerDiscovery create(DiscoveryContext context) {
      return new ToyDiscovery(context) {
        @Override
        public void onNodeUp(PeerId node, PeerAddress address) {
          super.onNodeUp(node, address);
          context.schedule(Duration.ofDays(1), "ask again", () -> {});
        }
      };
    }
  }

  @ViolatesRule(value = "D9", saying = "bound what is kept of nodes and addresses")
  static class RemembersEveryNode extends AlteredDiscovery {
    @Override
    PeerDiscovery create(DiscoveryContext context) {
      return new ToyDiscovery(context) {
        @Override
        public void onNodeDown(PeerId node) {}

        private final Set<PeerId> all = new TreeSet<>();

        @Override
        public void onNodeUp(PeerId node, PeerAddress address) {
          super.onNodeUp(node, address);
          for (int i = 0; i < 10; i++) {
            all.add(DiscoveryBench.peerId(context.random().nextInt()));
          }
        }
      };
    }
  }

  @ViolatesRule(value = "D10", saying = "PeerDiscovery.start threw")
  static class NeedsASeed extends AlteredDiscovery {
    @Override
    PeerDiscovery create(DiscoveryContext context) {
      return new ToyDiscovery(context) {
        @Override
        public void start() {
          super.start();
          context.resolve(context.seeds().get(0), found -> {});
        }
      };
    }
  }

  @ViolatesRule(value = "D11", saying = "proposeFrom needs that address")
  static class NamesEachAddressAsItsOwnTeller extends AlteredDiscovery {
    @Override
    PeerDiscovery create(DiscoveryContext context) {
      return new ToyDiscovery(context) {
        @Override
        void propose(PeerAddress teller, PeerAddress address) {
          super.propose(address, address);
        }
      };
    }
  }

  @ViolatesRule(value = "D12", saying = "begin the next look-up when the last one has ended")
  static class LooksUpWithoutWaiting extends AlteredDiscovery {
    @Override
    PeerDiscovery create(DiscoveryContext context) {
      return new ToyDiscovery(context) {
        @Override
        public void start() {
          context.resolve(new PeerAddress("seeds.example", 6_000), found -> {});
          context.schedule(PAUSE, "look up", this::start);
        }
      };
    }
  }
}
