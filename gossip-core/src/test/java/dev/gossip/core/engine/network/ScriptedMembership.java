package dev.gossip.core.engine.network;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.DialOutcome;
import dev.gossip.api.membership.Candidate;
import dev.gossip.api.membership.Membership;
import dev.gossip.api.membership.MembershipContext;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.transport.DownReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A membership that records its callbacks as text and does what a test says. */
public final class ScriptedMembership implements Membership {
  private static final PeerAddress TRIGGER = new PeerAddress("192.0.2.1", 1);

  /** The callbacks so far. */
  public final List<String> calls = new ArrayList<>();

  /** The outcomes of dials so far. */
  public final List<DialOutcome> outcomes = new ArrayList<>();

  /** The candidates so far. */
  public final List<Candidate> candidates = new ArrayList<>();

  /** The candidates that went without an answer. */
  public final List<Candidate> gone = new ArrayList<>();

  /** What it does about a candidate; at first it accepts each. */
  public Consumer<Candidate> onCandidate = candidate -> context().accept(candidate.id());

  /** What it does when a dial has ended. */
  public Consumer<PeerAddress> onOutcome = address -> {};

  /** What it does when a peer has gone down. */
  public Consumer<Peer> onDown = peer -> {};

  private final Consumer<MembershipContext> onCreate;
  private @Nullable MembershipContext context;
  private Consumer<MembershipContext> action = created -> {};

  public ScriptedMembership() {
    this(context -> {});
  }

  /**
   * @param onCreate what it does while it is created
   */
  public ScriptedMembership(Consumer<MembershipContext> onCreate) {
    this.onCreate = onCreate;
  }

  /** The plugin that creates it; for one node. */
  public GossipPlugin plugin() {
    return new SimplePlugin<>(
        "membership.scripted",
        Membership.Factory.class,
        created -> {
          context = created;
          onCreate.accept(created);
          return this;
        });
  }

  /** What it sees of its node. */
  public MembershipContext context() {
    return requireNonNull(context);
  }

  /** Does something inside a callback. */
  public void act(MemoryNode node, Consumer<MembershipContext> callback) {
    action = callback;
    node.node.addPeer(TRIGGER);
    node.node.flush();
  }

  @Override
  public void onPeerAdded(PeerAddress address) {
    if (address.equals(TRIGGER)) {
      action.accept(context());
    } else {
      calls.add("added " + address.port());
      context().keep(address);
    }
  }

  @Override
  public void onPeerRemoved(PeerAddress address) {
    calls.add("removed " + address.port());
    context().release(address);
  }

  @Override
  public void onCandidate(Candidate candidate) {
    calls.add("candidate " + candidate.direction());
    candidates.add(candidate);
    onCandidate.accept(candidate);
  }

  @Override
  public void onCandidateGone(Candidate candidate) {
    calls.add("gone " + candidate.direction());
    gone.add(candidate);
  }

  @Override
  public void onDialOutcome(PeerAddress address, DialOutcome outcome) {
    calls.add(address.port() + " is " + outcome.kind());
    outcomes.add(outcome);
    onOutcome.accept(address);
  }

  @Override
  public void onControl(PeerId from, ByteString body) {
    calls.add("control " + body.toStringUtf8());
  }

  @Override
  public void onPeerUp(Peer peer) {
    calls.add("up " + peer.direction());
  }

  @Override
  public void onPeerDown(Peer peer, Optional<DownReason> reason) {
    calls.add("down " + reason.map(why -> why.kind().name()).orElse("closed here"));
    onDown.accept(peer);
  }
}
