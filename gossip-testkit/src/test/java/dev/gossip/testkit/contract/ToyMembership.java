package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.Direction;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.membership.Candidate;
import dev.gossip.api.membership.Membership;
import dev.gossip.api.membership.MembershipContext;
import dev.gossip.api.transport.DownReason;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps what the user added, and accepts a few other nodes. It answers a moment after a candidate
 * came, and reports to each peer every ten seconds how many peers it has.
 */
class ToyMembership implements Membership {
  static final int MAX_INBOUND = 8;
  private static final Duration PAUSE = Duration.ofSeconds(10);
  private static final Duration MOMENT = Duration.ofMillis(100);
  private static final int MAX_DECIDING = 32;

  final MembershipContext context;
  private final Set<Candidate> deciding = new LinkedHashSet<>();
  private boolean isDeciding;
  private boolean reporting;

  ToyMembership(MembershipContext context) {
    this.context = context;
  }

  @Override
  public void onPeerAdded(PeerAddress address) {
    context.keep(address);
  }

  @Override
  public void onPeerRemoved(PeerAddress address) {
    context.release(address);
  }

  @Override
  public void onCandidate(Candidate candidate) {
    if (candidate.direction() == Direction.OUTBOUND || deciding.size() >= MAX_DECIDING) {
      decide(candidate);
    } else {
      deciding.add(candidate);
      if (!isDeciding) {
        isDeciding = true;
        context.schedule(moment(), "decide", this::decideAll);
      }
    }
  }

  /** How many inbound peers it accepts. */
  int places() {
    return MAX_INBOUND;
  }

  /** How long to wait for further candidates. */
  Duration moment() {
    return MOMENT;
  }

  @Override
  public void onCandidateGone(Candidate candidate) {
    deciding.remove(candidate);
  }

  private void decideAll() {
    isDeciding = false;
    int free = places() - inbound();
    for (Candidate candidate : deciding) {
      if (free-- > 0) {
        context.accept(candidate.id());
      } else {
        refuse(candidate);
      }
    }
    deciding.clear();
  }

  private void decide(Candidate candidate) {
    if (candidate.direction() == Direction.OUTBOUND || inbound() < places()) {
      context.accept(candidate.id());
    } else {
      refuse(candidate);
    }
  }

  private int inbound() {
    return (int)
        context.peers().stream().filter(peer -> peer.direction() == Direction.INBOUND).count();
  }

  void refuse(Candidate candidate) {
    context.refuse(candidate.id(), reason(), named(others()));
  }

  List<PeerAddress> named(int max) {
    return context.addresses().toPassOn(max);
  }

  String reason() {
    return "all its places are taken";
  }

  int others() {
    return MembershipContext.MAX_OTHER_ADDRESSES;
  }

  @Override
  public void onPeerUp(Peer peer) {
    if (!reporting) {
      reporting = true;
      context.schedule(PAUSE, "report", this::report);
    }
  }

  private void report() {
    List<Peer> peers = context.peers();
    reporting = !peers.isEmpty();
    for (Peer peer : peers) {
      ByteString body = ByteString.copyFrom(new byte[bodyBytes(peer.id())]);
      context.sendControl(peer.id(), body.substring(0, Math.min(body.size(), peers.size())));
    }
    if (reporting) {
      long jitter = context.random().nextInt(1_000);
      context.schedule(PAUSE.plusMillis(jitter), "report", this::report);
    }
  }

  int bodyBytes(PeerId to) {
    return context.maxControlBytes(to);
  }

  @Override
  public void onControl(PeerId from, ByteString body) throws InvalidProtocolBufferException {
    for (int i = 0; i < body.size(); i++) {
      if (body.byteAt(i) != 0) {
        throw new InvalidProtocolBufferException("not a number of peers");
      }
    }
  }

  @Override
  public void onPeerDown(Peer peer, Optional<DownReason> reason) {}
}
