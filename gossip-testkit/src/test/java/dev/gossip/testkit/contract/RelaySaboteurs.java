package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** More saboteurs of {@link RelayStrategyContract}, with headers, control frames or memory. */
final class RelaySaboteurs {
  private static final int BOUND = 100;

  private RelaySaboteurs() {}

  /** Floods with a one-byte header. It accepts only this header and the empty one. */
  private static class FloodWithHeader extends Flood {
    static final ByteString HEADER = ByteString.copyFrom(new byte[] {7});

    FloodWithHeader(RelayContext context) {
      super(context);
    }

    @Override
    ByteString header() {
      return HEADER;
    }

    @Override
    public void onMessage(GossipMessage message, Arrival arrival)
        throws InvalidProtocolBufferException {
      requireReadable(arrival.header());
      super.onMessage(message, arrival);
    }

    void requireReadable(ByteString header) throws InvalidProtocolBufferException {
      if (!header.isEmpty() && !header.equals(HEADER)) {
        throw new InvalidProtocolBufferException("not 7");
      }
    }
  }

  @ViolatesRule(value = "R3", saying = "remove a peer in onPeerDown, also from queues and timers")
  static class RequestsFromDepartedPeers extends AlteredRelay {
    @Override
    RelayStrategy create(RelayContext context) {
      return new AnnouncingRelay(context) {
        @Override
        public void onPeerDown(Peer peer) {
          // Removes the peer everywhere except from the announced messages.
          Map<MessageId, Deque<PeerId>> kept = new LinkedHashMap<>();
          wanted.forEach((id, announcers) -> kept.put(id, new ArrayDeque<>(announcers)));
          super.onPeerDown(peer);
          wanted.putAll(kept);
        }
      };
    }
  }

  @ViolatesRule(value = "R5", saying = "IndexOutOfBoundsException")
  static class TrustsInput extends AlteredRelay {
    @Override
    RelayStrategy create(RelayContext context) {
      return new Flood(context) {
        @Override
        public void onControl(Peer from, ByteString body) throws InvalidProtocolBufferException {
          if (body.byteAt(0) != 7) {
            throw new InvalidProtocolBufferException("not 7");
          }
        }
      };
    }
  }

  @ViolatesRule(value = "R5", saying = "IndexOutOfBoundsException")
  static class TrustsInputForTheWrappedRelay extends AlteredRelay {
    @Override
    RelayStrategy create(RelayContext context) {
      return new Flood(context) {
        @Override
        public void onControl(Peer from, String slot, ByteString body)
            throws InvalidProtocolBufferException {
          if (body.byteAt(0) != 7) {
            throw new InvalidProtocolBufferException("not 7");
          }
        }
      };
    }

    @Override
    protected RelayTraits traits() {
      return RelayTraits.builder().slot("relay.inner").build();
    }
  }

  @ViolatesRule(value = "R5", saying = "parse before changing any field")
  static class MutatesBeforeParsing extends AlteredRelay {
    @Override
    RelayStrategy create(RelayContext context) {
      return new FloodWithHeader(context) {
        private final Set<MessageId> begun = new LinkedHashSet<>();

        @Override
        public void onMessage(GossipMessage message, Arrival arrival)
            throws InvalidProtocolBufferException {
          if (begun.add(message.id())) {
            if (begun.size() > BOUND) {
              begun.remove(begun.iterator().next());
            }
            super.onMessage(message, arrival);
          }
        }
      };
    }
  }

  @ViolatesRule(value = "R6", saying = "of them 'forget'")
  static class LeaksTimers extends AlteredRelay {
    @Override
    RelayStrategy create(RelayContext context) {
      return new Flood(context) {
        @Override
        void sendToAll(List<PeerId> receivers, GossipMessage message) {
          super.sendToAll(receivers, message);
          context.schedule(Duration.ofDays(1), "forget", () -> {});
        }
      };
    }
  }

  @ViolatesRule(value = "R6", saying = "UnboundedRelay.sentTo (2500)")
  static class RemembersEveryMessage extends AlteredRelay {
    @Override
    RelayStrategy create(RelayContext context) {
      return new UnboundedRelay(context);
    }
  }

  private static final class UnboundedRelay extends Flood {
    private final Map<MessageId, List<PeerId>> sentTo = new LinkedHashMap<>();

    UnboundedRelay(RelayContext context) {
      super(context);
    }

    @Override
    void sendToAll(List<PeerId> receivers, GossipMessage message) {
      if (sentTo.put(message.id(), receivers) == null) {
        super.sendToAll(receivers, message);
      }
    }
  }

  @ViolatesRule(value = "R6", saying = "call context.deliver also for messages that are evicted")
  static class LosesHeldMessages extends AlteredRelay {
    @Override
    RelayStrategy create(RelayContext context) {
      return new Flood(context) {
        private final Deque<GossipMessage> held = new ArrayDeque<>();

        @Override
        public void onPublish(GossipMessage message) {
          sendToAll(receivers(), message);
          held.add(message);
          if (held.size() > 10) {
            held.remove();
          }
          context.schedule(Duration.ofSeconds(1), "make public", this::release);
        }

        private void release() {
          GossipMessage oldest = held.poll();
          if (oldest != null) {
            context.deliver(oldest);
          }
        }
      };
    }
  }

  @ViolatesRule(value = "R7", saying = "with frames repeated and reordered, message")
  static class DistrustsRepeatedFrames extends AlteredRelay {
    @Override
    RelayStrategy create(RelayContext context) {
      return new DistrustingRelay(context);
    }
  }

  private static final class DistrustingRelay extends Flood {
    private final Map<MessageId, PeerId> firstSenders = new LinkedHashMap<>();
    private final Set<PeerId> distrusted = new TreeSet<>();

    DistrustingRelay(RelayContext context) {
      super(context);
    }

    @Override
    public void onMessage(GossipMessage message, Arrival arrival)
        throws InvalidProtocolBufferException {
      firstSenders.put(message.id(), arrival.from().id());
      if (firstSenders.size() > BOUND) {
        firstSenders.remove(firstSenders.keySet().iterator().next());
      }
      super.onMessage(message, arrival);
    }

    @Override
    public void onDuplicate(GossipMessage message, Arrival arrival) {
      PeerId from = arrival.from().id();
      if (from.equals(firstSenders.get(message.id()))) {
        distrusted.add(from);
      }
    }

    @Override
    List<PeerId> receivers() {
      return super.receivers().stream().filter(peer -> !distrusted.contains(peer)).toList();
    }
  }

  @ViolatesRule(value = "R8", saying = "check context.maxControlBytes of each peer, and split")
  static class SendsOversizedControlFrames extends AlteredRelay {
    @Override
    RelayStrategy create(RelayContext context) {
      return new AnnouncingRelay(context) {
        @Override
        int maxBodyBytes(PeerId to) {
          return 1_000;
        }
      };
    }
  }

  @ViolatesRule(value = "R12", saying = "onMessage rejected an empty header")
  static class RejectsEmptyHeaders extends AlteredRelay {
    @Override
    RelayStrategy create(RelayContext context) {
      return new FloodWithHeader(context) {
        @Override
        void requireReadable(ByteString header) throws InvalidProtocolBufferException {
          if (!header.equals(HEADER)) {
            throw new InvalidProtocolBufferException("not 7");
          }
        }
      };
    }
  }

  @ViolatesRule(value = "R12", saying = "such a copy is public: deliver it exactly once")
  static class DoesNotDeliverPublicCopies extends AlteredRelay {
    @Override
    RelayStrategy create(RelayContext context) {
      return new FloodWithHeader(context) {
        @Override
        public void onMessage(GossipMessage message, Arrival arrival)
            throws InvalidProtocolBufferException {
          if (!arrival.header().isEmpty()) {
            super.onMessage(message, arrival);
          } else {
            forward(message, arrival);
          }
        }
      };
    }
  }

  @ViolatesRule(
      value = "R13",
      saying = "during which it was published has healed (traits() declares")
  static class DeclaresRepairItDoesNotDo extends AlteredRelay {
    @Override
    RelayStrategy create(RelayContext context) {
      return new Flood(context);
    }

    @Override
    protected RelayTraits traits() {
      return RelayTraits.builder().repairsPartitions().build();
    }
  }

  @ViolatesRule(
      value = "R14",
      saying = "with the share 0.2 of datagrams lost, which traits() declares")
  static class DeclaresLossItDoesNotTolerate extends AlteredRelay {
    @Override
    RelayStrategy create(RelayContext context) {
      return new Flood(context);
    }

    @Override
    protected RelayTraits traits() {
      return RelayTraits.builder().toleratedLoss(0.2).build();
    }
  }

  @ViolatesRule(
      value = "R14",
      saying = "with the share 0.2 of datagrams lost, which traits() declares")
  static class KeepsAMeshWithoutRepair extends AlteredRelay {
    private static final int MANY_PEERS = 16;
    private static final int REPEATS = 12;

    @Override
    RelayStrategy create(RelayContext context) {
      return new Flood(context) {
        @Override
        void sendToAll(List<PeerId> receivers, GossipMessage message) {
          if (context.peers().size() >= MANY_PEERS) {
            super.sendToAll(receivers.stream().filter(this::isInMesh).toList(), message);
          } else {
            repeat(receivers, message, REPEATS);
          }
        }

        private void repeat(List<PeerId> receivers, GossipMessage message, int times) {
          List<PeerId> up = new ArrayList<>(receivers);
          up.retainAll(receivers());
          super.sendToAll(up, message);
          if (times > 1) {
            context.schedule(
                Duration.ofMillis(100), "repeat", () -> repeat(up, message, times - 1));
          }
        }

        /** Symmetric; true for about five peers of 16. */
        private boolean isInMesh(PeerId peer) {
          return (context.self().hashCode() * peer.hashCode()) >>> 28 < 5;
        }
      };
    }

    @Override
    protected RelayTraits traits() {
      return RelayTraits.builder().toleratedLoss(0.2).build();
    }
  }

  @ViolatesRule(value = "R15", saying = "compare times by their difference")
  static class AssumesPositiveTime extends AlteredRelay {
    @Override
    RelayStrategy create(RelayContext context) {
      return new Flood(context) {
        private long lastSendNanos;

        @Override
        void sendToAll(List<PeerId> receivers, GossipMessage message) {
          if (context.nowNanos() >= lastSendNanos) {
            lastSendNanos = context.nowNanos();
            super.sendToAll(receivers, message);
          }
        }
      };
    }
  }
}
