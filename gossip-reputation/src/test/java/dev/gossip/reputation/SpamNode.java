package dev.gossip.reputation;

import com.google.protobuf.ByteString;
import dev.gossip.api.AuthorId;
import dev.gossip.api.Direction;
import dev.gossip.api.Discouragement;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.AddressGroup;
import dev.gossip.api.spam.Cost;
import dev.gossip.api.spam.Explanation;
import dev.gossip.api.spam.PeerRecords;
import dev.gossip.api.spam.Rejection;
import dev.gossip.api.spam.SpamContext;
import dev.gossip.api.spam.SpamControl;
import dev.gossip.api.spam.Standing;
import dev.gossip.testkit.context.ScriptedNode;
import dev.gossip.testkit.context.ScriptedRecords;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A node with one spam control, whose time, peers and clock the test controls. */
public final class SpamNode extends ScriptedNode<SpamControl> implements SpamContext {
  private static final long SEED = 20_260_401;
  // Not zero, so that the code under test cannot rely on it.
  private static final long START_NANOS = -7;
  private static final long START_WALL_MILLIS = 1_700_000_000_000L;

  private final boolean provesIds;
  private final ScriptedRecords records;
  private final Map<PeerId, AddressGroup> groups = new HashMap<>();
  private final List<PeerId> standingChanges = new ArrayList<>();
  private long wallJumpMillis;
  private int serial;

  private SpamNode(SpamControl.Factory factory, boolean provesIds, ScriptedRecords records) {
    super("spam control", SEED, START_NANOS);
    this.provesIds = provesIds;
    this.records = records;
    create(() -> factory.create(this));
  }

  /** Creates a node whose transport proves ids. */
  public static SpamNode of(SpamControl.Factory factory) {
    return new SpamNode(factory, true, new ScriptedRecords());
  }

  /** Creates a node whose peers may claim any id. */
  public static SpamNode withClaimedIds(SpamControl.Factory factory) {
    return new SpamNode(factory, false, new ScriptedRecords());
  }

  /** Creates a node that has the records of this one, at another time of day. */
  public SpamNode restart(SpamControl.Factory factory, Duration wallJump) {
    SpamNode restarted = new SpamNode(factory, provesIds, records);
    restarted.wallJumpMillis = wallMillis() - START_WALL_MILLIS + wallJump.toMillis();
    return restarted;
  }

  /** An inbound peer, the same one for the same number. */
  public static Peer inbound(int number) {
    return new Peer(peerId(number), Direction.INBOUND);
  }

  /** An outbound peer, the same one for the same number. */
  public static Peer outbound(int number) {
    return new Peer(peerId(number), Direction.OUTBOUND);
  }

  // ---- events --------------------------------------------------------------------------------

  /** Advances the clocks. */
  public SpamNode after(Duration time) {
    advance(time);
    return this;
  }

  /** Sets the time of day forward or back. */
  public SpamNode jumpWall(Duration jump) {
    wallJumpMillis += jump.toMillis();
    return this;
  }

  /** A peer on a local network comes up. */
  public SpamNode up(Peer peer) {
    return up(peer, "10.0.0." + Math.floorMod(peer.id().hashCode(), 250));
  }

  /** A peer with an address comes up. */
  public SpamNode up(Peer peer, String host) {
    groups.put(peer.id(), AddressGroup.of(new PeerAddress(host, 5_000)));
    run(control -> control.onPeerUp(peer));
    return this;
  }

  /** A peer goes down. */
  public SpamNode down(Peer peer) {
    groups.remove(peer.id());
    run(control -> control.onPeerDown(peer));
    return this;
  }

  /** A peer misbehaves several times at once. */
  public SpamNode misbehaves(Peer peer, Misbehaviour kind, int times) {
    for (int i = 0; i < times; i++) {
      run(control -> control.onMisbehaviour(peer, kind));
    }
    return this;
  }

  /** A peer carries a message that is rejected. */
  public SpamNode rejected(Peer from, Rejection.Reason reason, boolean isSigned) {
    GossipMessage message = message(isSigned);
    run(control -> control.onRejected(new Rejection(from, message, reason)));
    return this;
  }

  /** A peer brings a new message; it is judged, and the first copy counts. */
  public SpamNode delivers(Peer from) {
    GossipMessage message = message(true);
    call(control -> control.judge(message, from));
    run(control -> control.onFirstCopy(message, from));
    return this;
  }

  /** A peer brings a new message that it gets no credit for. */
  public SpamNode carriesHidden(Peer from) {
    GossipMessage message = message(true);
    call(control -> control.judge(message, from));
    return this;
  }

  /** A peer brings a copy of a stored message. */
  public SpamNode duplicates(Peer from) {
    GossipMessage message = message(true);
    run(control -> control.onDuplicate(message, from));
    return this;
  }

  /** This node publishes a message. */
  public SpamNode publishes() {
    GossipMessage message = message(true);
    run(control -> control.onPublished(message));
    return this;
  }

  /** The application gives points to a peer. */
  public SpamNode scores(Peer peer, double points) {
    run(control -> control.onApplicationScore(peer.id(), points));
    return this;
  }

  // ---- questions -----------------------------------------------------------------------------

  /** Whether work is admitted. */
  public boolean admits(Peer from, Cost cost, int amount) {
    return call(control -> control.admit(from, cost, amount));
  }

  /** How many times an amount is admitted before it is refused; at most 100,000. */
  public int countAdmitted(Peer from, Cost cost, int amount) {
    int count = 0;
    while (count < 100_000 && admits(from, cost, amount)) {
      count++;
    }
    return count;
  }

  /** What is thought of a peer. */
  public Standing standing(Peer peer) {
    return ask(control -> control.standing(peer.id()));
  }

  /** What a peer gets to know. */
  public Optional<Discouragement> discouragement(Peer peer) {
    return ask(control -> control.discouragement(peer.id()));
  }

  /** All reasons. */
  public List<Explanation> explain(Peer peer) {
    return ask(control -> control.explain(peer.id()));
  }

  /** The reason with a name; fails if there is none. */
  public Explanation explain(Peer peer, String term) {
    return explain(peer).stream()
        .filter(explanation -> explanation.term().equals(term))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + term + " in " + explain(peer)));
  }

  /** The points of a reason; 0 if there is none. */
  public double points(Peer peer, String term) {
    return explain(peer).stream()
        .filter(explanation -> explanation.term().equals(term))
        .mapToDouble(Explanation::value)
        .sum();
  }

  /** The peers whose standing is said to have changed, since the last call. */
  public List<PeerId> takeStandingChanges() {
    List<PeerId> taken = List.copyOf(standingChanges);
    standingChanges.clear();
    return taken;
  }

  /** The records of peers that are down. */
  public Map<PeerId, ByteString> recorded() {
    return records.all();
  }

  private GossipMessage message(boolean isSigned) {
    byte[] id = ByteBuffer.allocate(32).putInt(++serial).array();
    GossipMessage.Builder builder = GossipMessage.builder(new MessageId(id));
    return isSigned
        ? builder.author(new AuthorId(ByteString.copyFrom(id))).build()
        : builder.build();
  }

  // ---- SpamContext ---------------------------------------------------------------------------

  @Override
  public boolean provesIds() {
    return provesIds;
  }

  @Override
  public PeerRecords records() {
    return records;
  }

  @Override
  public void standingChanged(PeerId peer) {
    effect(() -> standingChanges.add(peer));
  }

  @Override
  public void report(Peer peer, Misbehaviour kind) {
    throw new UnsupportedOperationException("no control of this module that scores reports");
  }

  @Override
  public Optional<AddressGroup> group(PeerId peer) {
    return Optional.ofNullable(groups.get(peer));
  }

  @Override
  public long wallMillis() {
    return START_WALL_MILLIS + wallJumpMillis + (nowNanos() - START_NANOS) / 1_000_000;
  }

  @Override
  public Duration messageLifetime() {
    return SpamContext.DEFAULT_LIFETIME;
  }
}
